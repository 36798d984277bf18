import { CheckSpec } from '../contract/index';

/** What a check costs, from nothing to a person's time. A check of a later rank runs only when all of the earlier ones went on. */
const RANKS = {
  /** Descriptions are read. */
  parity: 0,
  'sagemaker-parity': 0,
  /** What is judged afterwards has to be warm. */
  'warm-up': 1,
  /** A handful of requests. */
  smoke: 2,
  'data-contract': 2,
  /** Many requests at a rate that the environment serves anyway; they do not depend on each other. */
  'golden-set': 3,
  lambda: 3,
  'state-machine': 3,
  /** Some of them may be judged by how fast the answers are. */
  prompts: 4,
  /** Minutes of load, and nothing beside it: it judges how fast the answers are. */
  'load-test': 5,
  /** A quarter of an hour of copies of live requests. */
  shadow: 6,
  /** People are asked when everything else is known. */
  approval: 7,
} as const satisfies Record<CheckSpec['kind'], number>;

/** Of these ranks checks run at the same time: none of them judges how fast the answers are. */
const INDEPENDENT_RANKS: readonly number[] = [RANKS['golden-set']];

/** Cheap ones first, so that a version that fails costs little; in the order of their declaration where they cost the same. */
export function inOrderOfCost<Spec extends Pick<CheckSpec, 'kind'>>(checks: readonly Spec[]): readonly Spec[] {
  return [...checks].sort((one, other) => RANKS[one.kind] - RANKS[other.kind]);
}

/** Checks in the order in which they run; those in one group run at the same time. Keeps the order that it is given. */
export function checkGroups<Spec extends Pick<CheckSpec, 'kind'>>(
  checks: readonly Spec[],
): readonly (readonly Spec[])[] {
  return checks.reduce<readonly (readonly Spec[])[]>((groups, check) => {
    const last = groups.at(-1);
    return last !== undefined && runTogether(last[0], check)
      ? [...groups.slice(0, -1), [...last, check]]
      : [...groups, [check]];
  }, []);
}

function runTogether(one: Pick<CheckSpec, 'kind'>, other: Pick<CheckSpec, 'kind'>): boolean {
  return RANKS[one.kind] === RANKS[other.kind] && INDEPENDENT_RANKS.includes(RANKS[other.kind]);
}
