import { GuardrailKind } from '../contract/index';
import { guardrail } from '../core/judge/guardrail';
import { Problems } from '../private/validation';
import { RateGuardrailOptions } from './guardrail-props';

const RATES = { floorPercent: '0 to 40', ceilingPercent: '0 to below 100' } as const;

/** Adds what is wrong with numbers that have other names, or another unit, with the judge. The rest it says itself. */
export function validateNumbers(
  options: Pick<RateGuardrailOptions, 'floorPercent' | 'ceilingPercent' | 'minimumEvents'>,
  problems: Problems,
): void {
  const { floorPercent = 0, ceilingPercent = 0, minimumEvents } = options;
  if (!(floorPercent >= 0 && floorPercent <= 40)) problems.add(rateProblem('floorPercent', floorPercent));
  if (!(ceilingPercent >= 0 && ceilingPercent < 100)) problems.add(rateProblem('ceilingPercent', ceilingPercent));
  problems.integer('minimumEvents', minimumEvents, 1, 1e9, 'give events of the new version');
}

function rateProblem(name: keyof typeof RATES, value: number): string {
  return `${name} must be ${RATES[name]}, got ${value}; 1 is 1 %, 0 is none`;
}

/** Throws one error that names all that is wrong with the numbers of a guardrail that has rates of its own. */
export function assertRates(name: string, kind: GuardrailKind, options: RateGuardrailOptions): void {
  const problems = new Problems();
  validateNumbers(options, problems);
  const defaults = guardrail({ name, kind });
  const { floorPercent = 100 * defaults.floor, ceilingPercent = 100 * defaults.ceiling } = options;
  if (ceilingPercent > 0 && floorPercent > ceilingPercent) {
    problems.add(
      `floorPercent must be ceilingPercent (${ceilingPercent}) at most, got ${floorPercent}; a rate between the two would be good ` +
        'and yet never proven not to be bad: lower floorPercent, or raise ceilingPercent',
    );
  }
  problems.throwIfAny(`guardrail ${name}`);
}
