import { functionError, Json, parseStateMachine, runExecution } from '../../../lib/rehearsal/asl';
import { VirtualClock } from '../../../lib/rehearsal/clocks/virtual-clock';
import { IndependentAws } from './independent-aws';
import { ModelAccount } from './model-account';
import { executionInput, executionName, ReleaseRun, RunRelease } from './release-run';

/** The rehearsal's interpreter, on a clock that jumps over waits; its functions call moto as the other's do. */
export function runOnOurs(aws: IndependentAws, account: ModelAccount, definition: string): RunRelease {
  const machine = parseStateMachine(JSON.parse(definition));
  const clock = new VirtualClock(Date.now());
  return async (version): Promise<ReleaseRun> => {
    const states: string[] = [];
    const name = executionName(version);
    const result = await runExecution({
      machine,
      input: executionInput(version),
      executionArn: `${account.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      stateMachineArn: account.stateMachineArn,
      clock,
      seed: 1,
      invokeLambda: (functionArn, payload) => invoke(aws, clock, functionArn, payload),
      onEvent: (event) => {
        if (event.kind === 'state-entered') states.push(event.state);
      },
    });
    return { status: result.status, error: 'error' in result ? result.error : undefined, states };
  };
}

async function invoke(
  aws: IndependentAws,
  clock: VirtualClock,
  arn: string,
  payload: Json,
): Promise<{ payload: Json }> {
  const release = clock.hold();
  try {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    const result = await aws.functions.invoke(name, JSON.stringify(payload), clock.now());
    if (!result.ok) throw functionError(JSON.parse(result.payload));
    return { payload: JSON.parse(result.payload) as Json };
  } finally {
    release();
  }
}
