import { Duration } from 'aws-cdk-lib';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LambdaCheckSpec } from '../contract/index';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { LambdaCheckProps } from './lambda-check-props';
import { noReferences } from './own-input';

/** What the workflow is told. Throws an error that names everything that is wrong. */
export function lambdaSpec(fn: IFunction, props: LambdaCheckProps): LambdaCheckSpec {
  const problems = new Problems();
  const name = checkName(props.name, problems);
  const timeout = props.timeout ?? Duration.minutes(15);
  problems.duration('timeout', timeout, 1, 900);
  noReferences(props.input, problems);
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
