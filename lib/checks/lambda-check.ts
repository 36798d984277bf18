import { Duration } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaCheckSpec } from '../contract/index';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { LambdaCheckProps } from './lambda-check-props';

/** What the workflow is told. Throws an error that names everything that is wrong. */
export function lambdaSpec(fn: IFunction, props: LambdaCheckProps): LambdaCheckSpec {
  const problems = new Problems();
  const name = checkName(props.name, problems);
  const timeout = props.timeout ?? Duration.minutes(15);
  problems.duration('timeout', timeout, 1, 900);
  for (const path of referencesIn(props.input, 'input')) {
    problems.add(`${path} must not end in ".$", which Step Functions takes for a path; give the member another name`);
  }
  problems.throwIfAny(`check "${name}"`);
  return {
    kind: 'lambda',
    name,
    ...advisory(props.mode),
    functionArn: fn.functionArn,
    input: (props.input as unknown) ?? {},
    timeoutSeconds: secondsOf(timeout),
  };
}

/** Paths of members whose names Step Functions would take for references to its own data. */
function referencesIn(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = `${at}.${name}`;
    return [...(name.endsWith('.$') ? [path] : []), ...referencesIn(member, path)];
  });
}
