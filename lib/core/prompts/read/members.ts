import { JsonRecord } from '../records';
import { Problems } from './problems';
import { nearestOf } from './vocabulary';

/** Members of an assertion, or of a set of them. Those that are not used here are promptfoo's. */
export const ASSERTION_MEMBERS: readonly string[] = [
  'type',
  'value',
  'threshold',
  'weight',
  'metric',
  'config',
  'provider',
  'rubricPrompt',
  'assert',
  'transform',
  'contextTransform',
];

/** Members of a test, or of the default test. `provider` and `providers` say whom promptfoo asks; here it is the model. */
export const TEST_MEMBERS: readonly string[] = [
  'description',
  'vars',
  'assert',
  'threshold',
  'metadata',
  'options',
  'provider',
  'providers',
  'prompts',
  'providerOutput',
  'assertScoringFunction',
  // Of assertions and of options, and refused with a reason of its own.
  'scenarios',
  'postprocess',
  'transform',
  'transformVars',
];

/** Notes what nobody would read: a misspelt threshold would be none. Names that begin with `x-` are the user's own. */
export function refuseUnknown(given: JsonRecord, members: readonly string[], at: string, problems: Problems): void {
  for (const member of Object.keys(given).filter((each) => !members.includes(each) && !each.startsWith('x-'))) {
    problems.add(
      at,
      `${member} is no member that is read here; the nearest one is ${nearestOf(member, members)}; correct it, or take it out`,
    );
  }
}
