import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { setTimeout as sleep } from 'node:timers/promises';
import { Names } from '../../../lib/contract';
import { MODEL, ModelAccount } from './model-account';
import { executionInput, executionName, ReleaseRun, RunRelease } from './release-run';

const POLL_MS = 100;

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
    for (;;) {
      const { status = '', error } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return { status, error, states: await enteredStates(sfn, executionArn) };
      await sleep(POLL_MS);
    }
  };
}

async function enteredStates(sfn: SFNClient, executionArn: string | undefined): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }));
    for (const { stateEnteredEventDetails } of page.events ?? []) {
      if (stateEnteredEventDetails?.name !== undefined) names.push(stateEnteredEventDetails.name);
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}
