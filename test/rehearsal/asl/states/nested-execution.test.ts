import { ChildEnd, RunNested, ServiceCallError } from '../../../../lib/rehearsal/asl';
import { runStates } from '../support';

const MACHINE = 'arn:aws:states:eu-west-1:123456789012:stateMachine:audit';

function start(fields: object = {}): object {
  const Parameters = { StateMachineArn: MACHINE, 'Input.$': '$' };
  return { Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2', Parameters, End: true, ...fields };
}

function ending(end: Partial<ChildEnd>): jest.MockedFunction<RunNested> {
  const run: RunNested = async (stateMachineArn, input, name = 'made-up') => ({
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    stateMachineArn,
    name,
    status: 'SUCCEEDED',
    input: JSON.stringify(input),
    output: '{"status":"PASS"}',
    startedAt: 1,
    stoppedAt: 2,
    ...end,
  });
  return jest.fn(run);
}

test('gives the ended execution, with its output as JSON', async () => {
  const runNested = ending({});
  const result = await runStates({ Audit: start() }, { depth: 2 }, { runNested });
  expect(runNested).toHaveBeenCalledWith(MACHINE, { depth: 2 }, undefined, expect.any(AbortSignal));
  expect(result).toMatchObject({
    status: 'SUCCEEDED',
    output: { Status: 'SUCCEEDED', Output: { status: 'PASS' }, Name: 'made-up', StateMachineArn: MACHINE },
  });
});

test('fails as a task when the execution did, with its description as the cause', async () => {
  const runNested = ending({ status: 'FAILED', output: undefined, error: 'Biased', cause: 'by 7 %' });
  const result = await runStates({ Audit: start() }, {}, { runNested });
  expect(result).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  expect(JSON.parse((result as { cause: string }).cause)).toMatchObject({
    Status: 'FAILED',
    Error: 'Biased',
    Cause: 'by 7 %',
  });
});

test('fails by the name of the service when it may not be started', async () => {
  const runNested: RunNested = async () => {
    throw new ServiceCallError('StepFunctions.AccessDeniedException', 'not authorized');
  };
  expect(await runStates({ Audit: start() }, {}, { runNested })).toMatchObject({
    error: 'StepFunctions.AccessDeniedException',
  });
});

test('fails in time, and has the execution stopped', async () => {
  let stopped = false;
  const runNested: RunNested = (_arn, _input, _name, signal) => {
    signal.addEventListener('abort', () => (stopped = true));
    return new Promise(() => undefined);
  };
  const result = await runStates({ Audit: start({ TimeoutSeconds: 90 }) }, {}, { runNested });
  expect(result).toMatchObject({ error: 'States.Timeout', seconds: 90 });
  expect(stopped).toBe(true);
});

test('fails when it is parsed, with parameters that are not rehearsed', async () => {
  const Parameters = { StateMachineArn: MACHINE, TraceHeader: 'x' };
  await expect(runStates({ Audit: start({ Parameters }) })).rejects.toThrow(
    'TraceHeader of states:startExecution.sync:2 is not rehearsed',
  );
});
