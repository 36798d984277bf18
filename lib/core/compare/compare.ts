import { ComparedValue } from '../../contract/compare';
import { evaluatorOf } from './evaluator';
import { compilePath } from './path';

/** One of two answers to the same request. */
export interface ComparedAnswer {
  readonly status: number;
  /** Undefined when it was too long to be kept, or a stream. */
  readonly body: string | undefined;
  /** The body is not here because there was no room to keep it, whatever it was. */
  readonly lost?: boolean;
}

/**
 * What became of a pair. `error`: the other side failed where the live one answered. `not-comparable`: nothing can be said, because
 * the live side failed or refused too, or there is no value to compare in its answer. Where there is one, an answer too long to be kept,
 * or a stream, disagrees: a gate must not be passed by answers that nobody could read.
 */
export type Comparison = 'agree' | 'disagree' | 'error' | 'not-comparable';

/** @param other undefined when it did not answer */
export type Compare = (live: ComparedAnswer, other: ComparedAnswer | undefined) => Comparison;

/** Compares answers by these values; all of them must agree. Throws an error for a path that is none. */
export function comparing(values: readonly ComparedValue[]): Compare {
  const compiled = values.map((value) => ({ valueIn: compilePath(value.path), agree: evaluatorOf(value) }));
  return (live, other) => {
    if (live.status >= 500) return 'not-comparable';
    if (other === undefined || other.status >= 500) return 'error';
    if (live.status !== other.status) return 'disagree';
    if (live.status >= 300 || live.body === undefined || other.lost === true) return 'not-comparable';
    const data = parsed(live.body);
    const otherData = other.body === undefined ? null : parsed(other.body);
    const pairs = compiled.map(({ valueIn, agree }) => ({ one: valueIn(data), two: valueIn(otherData), agree }));
    if (pairs.some(({ one }) => isNothing(one))) return 'not-comparable';
    return pairs.every(({ one, two, agree }) => agree(one, two)) ? 'agree' : 'disagree';
  };
}

/** An empty list is nothing too: a path that is misspelt behind `[*]` finds one in every answer, and they would all agree. */
function isNothing(value: unknown): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Null, which has no values, for what is no JSON. */
function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
