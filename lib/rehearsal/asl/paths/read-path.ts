import { Json, isJsonArray, isJsonObject, member } from '../json';
import { Path, Segment, isDefinite } from './path';

/**
 * What a path selects: the node of a definite path, or undefined when there is none; a list (maybe empty) of all nodes of one
 * that can branch, as Jayway's JsonPath, which Step Functions uses, answers.
 */
export function readPath(path: Path, root: Json): Json | undefined {
  let nodes: Json[] = [root];
  for (const segment of path.segments) nodes = nodes.flatMap((node) => select(segment, node));
  return isDefinite(path) ? nodes[0] : nodes;
}

function select(segment: Segment, node: Json): Json[] {
  switch (segment.kind) {
    case 'names':
      return isJsonObject(node) ? segment.names.flatMap((name) => present(member(node, name))) : [];
    case 'indices':
      return isJsonArray(node) ? segment.indices.flatMap((index) => present(node.at(index))) : [];
    case 'slice':
      return isJsonArray(node) ? slice(node, segment) : [];
    case 'wildcard':
      return children(node);
    case 'descend':
      return [node, ...children(node).flatMap((child) => select(segment, child))];
  }
}

function present(value: Json | undefined): Json[] {
  return value === undefined ? [] : [value];
}

function children(node: Json): Json[] {
  if (isJsonArray(node)) return [...node];
  return isJsonObject(node) ? Object.values(node) : [];
}

function slice(node: readonly Json[], { start, end, step }: Extract<Segment, { kind: 'slice' }>): Json[] {
  return node.slice(start, end).filter((_, index) => index % step === 0);
}
