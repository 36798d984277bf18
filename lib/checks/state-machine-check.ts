import { Duration } from 'aws-cdk-lib';
import { IStateMachine, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { StateMachineCheckSpec } from '../contract/index';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { noReferences } from './own-input';
import { StateMachineCheckProps } from './state-machine-check-props';

const ONE_DAY = Duration.days(1);

/** What the workflow is told. Throws an error that names everything that is wrong. */
export function stateMachineSpec(machine: IStateMachine, props: StateMachineCheckProps): StateMachineCheckSpec {
  const problems = new Problems();
  const name = checkName(props.name, problems);
  const timeout = props.timeout ?? Duration.minutes(15);
  problems.duration('timeout', timeout, 1, ONE_DAY.toSeconds());
  noReferences(props.input, problems);
  if (machine instanceof StateMachine && machine.stateMachineType === StateMachineType.EXPRESS) {
    problems.add(
      `the state machine must be a standard one, got ${machine.node.path}, which is EXPRESS: nobody can wait for its end; make it STANDARD`,
    );
  }
  problems.throwIfAny(`check "${name}"`);
  return {
    kind: 'state-machine',
    name,
    ...advisory(props.mode),
    stateMachineArn: machine.stateMachineArn,
    input: (props.input as unknown) ?? {},
    timeoutSeconds: secondsOf(timeout),
  };
}
