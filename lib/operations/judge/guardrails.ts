import { InvalidArgumentError } from 'commander';
import { Guardrail, GuardrailKind } from '../../contract/judge';
import { guardrail, GuardrailSpec } from '../../core/judge/guardrail';
import { OperationError } from '../operation-error';

/** Kinds that are counted as events of a total; drift is counted in bins. */
const KINDS: readonly GuardrailKind[] = ['errors', 'latency', 'events'];

/** Numbers that the command line sets for every guardrail that does not have them itself. */
export type Shared = Partial<Pick<Guardrail, 'tolerance' | 'badRatio' | 'floor' | 'ceiling' | 'minBadEvents'>>;

type Reader = (text: string) => Partial<Guardrail>;

const PARTS: Readonly<Record<string, Reader>> = {
  tolerance: (text) => ({ tolerance: number(text) }),
  'bad-ratio': (text) => ({ badRatio: number(text) }),
  floor: (text) => ({ floor: rate(text) }),
  ceiling: (text) => ({ ceiling: rate(text) }),
  'min-bad-events': (text) => ({ minBadEvents: number(text) }),
  weight: (text) => ({ weight: number(text) }),
};

/** Reads `NAME[=KIND][,part=value…]`, as `slow=latency,tolerance=1.1` or `clicks,rollback-only`. */
export function guardrailSpec(text: string): GuardrailSpec {
  const [head, ...parts] = text.split(',').map((part) => part.trim());
  const [name, kind = kindOf(name)] = head.split('=');
  if (name === '') throw new InvalidArgumentError('must begin with the name of a guardrail.');
  if (!KINDS.includes(kind as GuardrailKind)) {
    throw new InvalidArgumentError(`the kind must be ${KINDS.join(', ')}, got "${kind}".`);
  }
  return parts.reduce<GuardrailSpec>((spec, part) => ({ ...spec, ...readPart(part) }), {
    name,
    kind: kind as GuardrailKind,
  });
}

function readPart(part: string): Partial<Guardrail> {
  if (part === 'rollback-only') return { rollbackOnly: true };
  const [key, value, ...more] = part.split('=');
  if (!Object.hasOwn(PARTS, key) || value === undefined || more.length > 0) {
    const known = [...Object.keys(PARTS).map((name) => `${name}=N`), 'rollback-only'].join(', ');
    throw new InvalidArgumentError(`after the name there may be ${known}, got "${part}".`);
  }
  return PARTS[key](value);
}

/** A guardrail that is named like a kind is of that kind; others count events of the user's choice. */
function kindOf(name: string): GuardrailKind {
  return KINDS.find((kind) => kind === name) ?? 'events';
}

/**
 * The guardrails to judge by: those asked for, else all that were recorded.
 *
 * @param recorded names of guardrails, by the side that has them
 * @throws OperationError for one that a side did not record, and for numbers that can't be
 */
export function chosenGuardrails(
  asked: readonly GuardrailSpec[],
  shared: Shared,
  recorded: { readonly control: readonly string[]; readonly experiment: readonly string[] },
): readonly Guardrail[] {
  const names = [...new Set([...recorded.control, ...recorded.experiment])];
  const specs = asked.length > 0 ? asked : names.map((name) => ({ name, kind: kindOf(name) }));
  const missing = specs.flatMap(({ name }) =>
    (['control', 'experiment'] as const)
      .filter((side) => !recorded[side].includes(name))
      .map((side) => `"${name}" must be recorded on both sides, and --${side} has ${inWords(recorded[side])}`),
  );
  if (missing.length > 0) {
    throw new OperationError(`${missing.join('; ')}; choose what both have with --guardrail NAME`);
  }
  const { tolerance, badRatio, floor, ceiling, minBadEvents } = shared;
  return specs.map((spec) => complete({ tolerance, badRatio, floor, ceiling, minBadEvents, ...spec }));
}

function complete(spec: GuardrailSpec): Guardrail {
  try {
    return guardrail(spec);
  } catch (error) {
    if (error instanceof RangeError) throw new OperationError(error.message, { cause: error });
    throw error;
  }
}

function inWords(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `"${name}"`).join(', ');
}

/** A number as people write it; whether it may be this one is what the judge says. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError(`must be a number, got "${text}".`);
}

/** A rate as a number from 0 to 1, or as a percentage: `0.001` and `0.1%` are the same. */
export function rate(text: string): number {
  const percent = /^(.*)%$/.exec(text.trim());
  return percent === null ? number(text) : number(percent[1]) / 100;
}
