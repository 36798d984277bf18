import { Token } from 'aws-cdk-lib';
import { Problems } from '../private/validation';
import { validateThresholds } from '../monitoring/alarm-thresholds';
import { BlueGreenModelProps } from './blue-green-model-props';
import { validateFreeze } from './change-freeze';
import { validatePlan } from './release-plan';

/** Throws one error that names everything that is wrong with a model. */
export function validateModel(props: BlueGreenModelProps): void {
  const problems = new Problems();
  // Physical names are made of it at synth, so its value has to be known. 32 is what leaves room for the longest of them.
  if (Token.isUnresolved(props.modelName)) {
    problems.add('modelName must be known at synth, got a token; give the name as text');
  }
  problems.text(
    'modelName',
    props.modelName,
    /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/,
    '2 to 32 lower-case letters, digits or - that start with a letter',
  );
  problems.text(
    'runbookUrl',
    props.runbookUrl,
    /^.{1,500}$/,
    '1 to 500 characters on one line, which fit into the descriptions of alarms',
  );
  validateParts(props.modelName, problems);
  for (const problem of props.hosting._problems(props.version)) problems.add(problem);
  if (props.cohort !== undefined)
    for (const problem of props.hosting._problemsOfCohort(props.cohort)) problems.add(problem);
  validatePlan(props, problems);
  if (props.changeFreeze !== undefined) validateFreeze(props.changeFreeze, problems);
  validateThresholds(props.alarms ?? {}, problems);
  problems.throwIfAny(`model "${props.modelName}"`);
}

/** Names and permissions of `fraud` have `fraud-green-…`: a model of such a name would share them, and functions reach its resources. */
function validateParts(modelName: string, problems: Problems): void {
  const part = /-(blue|green)(?=-|$)/.exec(modelName)?.[0];
  if (part === undefined) return;
  problems.add(
    `modelName must not have ${part} as a part, got "${modelName}"; ` +
      'environments are named so, and permissions of another model would reach this one: name it otherwise',
  );
}
