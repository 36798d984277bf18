/** One step of a path into JSON data. */
export type Segment =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indices'; readonly indices: readonly number[] }
  | { readonly kind: 'slice'; readonly start?: number; readonly end?: number; readonly step: number }
  | { readonly kind: 'wildcard' }
  /** The node itself and everything below it; the next segment is applied to each. */
  | { readonly kind: 'descend' };

export interface Path {
  /** As written. */
  readonly text: string;
  /** `$` reads the state's data, `$$` the context object. */
  readonly root: 'data' | 'context';
  readonly segments: readonly Segment[];
}

/** A path selects at most one node when no step can branch. */
export function isDefinite(path: Path): boolean {
  return path.segments.every(isSingle);
}

function isSingle(segment: Segment): boolean {
  if (segment.kind === 'names') return segment.names.length === 1;
  return segment.kind === 'indices' && segment.indices.length === 1;
}

/** Text that is not a path, an intrinsic function or a timestamp as the language defines them. */
export class SyntaxProblem extends Error {}
