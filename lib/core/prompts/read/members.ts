import { JsonRecord } from '../records';
import { editDistance } from '../scores/edit-distance';
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

/** Members of a configuration that are read here. It may have any others: promptfoo's, and anchors for YAML under names of the user's. */
export const SUITE_MEMBERS: readonly string[] = ['prompts', 'tests', 'defaultTest', 'assertionTemplates', 'scenarios'];

const TYPO_EDITS = 2;

/** Notes what nobody would read: a misspelt threshold would be none. Names that begin with `x-` are the user's own. */
export function refuseUnknown(given: JsonRecord, members: readonly string[], at: string, problems: Problems): void {
  for (const member of Object.keys(given).filter((each) => !members.includes(each) && !each.startsWith('x-'))) {
    problems.add(
      at,
      `${member} is no member that is read here; the nearest one is ${nearestOf(member, members)}; correct it, or take it out`,
    );
  }
}

/** Notes what is nearly the name of a member: a default test under another name would be none. */
export function refuseMisspelt(given: JsonRecord, members: readonly string[], problems: Problems): void {
  for (const member of Object.keys(given).filter((each) => !members.includes(each))) {
    const nearest = nearestOf(member, members);
    if (editDistance(member, nearest, TYPO_EDITS) > TYPO_EDITS) continue;
    problems.add(member, `is no member that is read here; the nearest one is ${nearest}; correct it, or rename it`);
  }
}
