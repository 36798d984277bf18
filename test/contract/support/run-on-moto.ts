import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { Names } from '../../../lib/contract';
import { MODEL, ModelAccount } from './model-account';
import { executionInput, executionName, ReleaseRun, RunRelease } from './release-run';

const POLL_MS = 100;

/** A release takes 10 s; a state that fails and is tried again in real time should not take the test's whole time. */
const LONGEST_RUN_MS = 60_000;

/** moto's own interpreter; it waits and retries in real time. */
export async function runOnMoto({ clients: { sfn } }: ModelAccount, definition: string): Promise<RunRelease> {
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({
      name: Names.stateMachine(MODEL),
      definition,
      roleArn: 'arn:aws:iam::123456789012:role/workflow',
    }),
  );
  return async (version): Promise<ReleaseRun> => {
    const input = JSON.stringify(executionInput(version));
    const { executionArn } = await sfn.send(
      new StartExecutionCommand({ stateMachineArn, name: executionName(version), input }),
    );
    const started = performance.now();
    for (;;) {
      const { status = '', error } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { status, error, states: await enteredStates(sfn, executionArn) };
      if (performance.now() - started > LONGEST_RUN_MS) throw await stuck(sfn, executionArn);
      await sleep(POLL_MS);
    }
  };
}

async function stuck(sfn: SFNClient, executionArn: string | undefined): Promise<Error> {
  const events = await history(sfn, executionArn);
  const failures = events.flatMap(({ taskFailedEventDetails: failed }) =>
    failed === undefined ? [] : [`${failed.error}: ${failed.cause}`],
  );
  return new Error(
    `the execution must end within ${LONGEST_RUN_MS} ms, entered ${namesOf(events).join(', ')}; ` +
      `failures: ${failures.join('; ') || 'none'}`,
  );
}

async function enteredStates(sfn: SFNClient, executionArn: string | undefined): Promise<string[]> {
  return namesOf(await history(sfn, executionArn));
}

function namesOf(events: readonly HistoryEvent[]): string[] {
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

async function history(sfn: SFNClient, executionArn: string | undefined): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}
