import { CheckSpec } from './checks';

/** Key of a state machine's metadata in the template, whose value is a `ModelOutline`: for the command line, which reads templates. */
export const OUTLINE_METADATA = 'cdk-model-bluegreen';

/** A check, without what it asks and expects. */
export interface CheckOutline {
  readonly name: string;
  readonly kind: CheckSpec['kind'];
  /** The release goes on whatever it finds. */
  readonly advisory: boolean;
  /** What it may take at most, seconds; absent when that depends on how fast the model answers. */
  readonly atMostSeconds?: number;
}

/** What a synthesized template says of a model besides what it deploys. */
export interface ModelOutline {
  /** In the order in which they run; those that depend on each other in nothing run at the same time. */
  readonly checks: readonly CheckOutline[];
  /** Present when versions are probed while they take traffic. */
  readonly probe?: { readonly intervalSeconds: number; readonly timeoutSeconds: number };
}
