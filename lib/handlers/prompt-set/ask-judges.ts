import { InvokeCommand } from '@aws-sdk/client-lambda';
import { JudgeInput, JudgeRequest, PromptJudgeSpec } from '../../contract';
import { ModelAnswer } from '../../core/prompts/answers/model-answer';
import { judgeOf } from '../../core/prompts/judges/judge-of';
import { judgeRequests } from '../../core/prompts/judges/judge-request';
import { Judgement, judgementOf } from '../../core/prompts/judges/judgement';
import { readVote, Vote } from '../../core/prompts/judges/vote';
import { PromptTest } from '../../core/prompts/read/assertion';
import { isRecord } from '../../core/prompts/records';
import { nameOf } from '../shared/errors';
import { PromptSetContext } from './context';

/** Lambda takes 6 MB a call (Lambda quotas). Half of that leaves room for what JSON makes of other writing systems. */
const MOST_CHARACTERS = 3 * 1024 * 1024;

/** A judge that takes longer has said nothing. */
export const JUDGE_MS = 120_000;

/** What judges say of one answer, by the index of the assertion. One that is not there is undecided. */
export async function judgementsOn(
  context: PromptSetContext,
  judges: readonly PromptJudgeSpec[],
  test: PromptTest,
  answer: ModelAnswer,
): Promise<Readonly<Record<string, Judgement>>> {
  const requests = judgeRequests(test, answer);
  const byJudge = judges.map((judge) => ({
    judge,
    requests: requests.filter(({ question }) => judgeOf(judges, typeOf(question)) === judge),
  }));
  const batches = byJudge.flatMap(({ judge, requests: all }) =>
    batchesOf(all).map((batch) => ({ judge, requests: batch })),
  );
  const judged = await Promise.all(batches.map((batch) => judgementsOf(context, batch.judge, batch.requests)));
  return Object.fromEntries(judged.flat());
}

function batchesOf(requests: readonly JudgeRequest[]): readonly (readonly JudgeRequest[])[] {
  const batches: JudgeRequest[][] = [];
  let room = 0;
  for (const request of requests) {
    const size = JSON.stringify(request).length;
    if (size > room) {
      batches.push([]);
      room = MOST_CHARACTERS;
    }
    batches.at(-1)?.push(request);
    room -= size;
  }
  return batches;
}

async function judgementsOf(
  context: PromptSetContext,
  judge: PromptJudgeSpec,
  requests: readonly JudgeRequest[],
): Promise<readonly (readonly [string, Judgement])[]> {
  const answered = await votesOf(context, judge, { requests });
  return requests.map(({ index, question }) => {
    if ('silent' in answered) return [index, { kind: 'undecided', reason: answered.silent }];
    const { assertion } = question;
    const threshold = assertion.threshold as number | undefined;
    const votes = (answered.votes.get(index) ?? []).map((vote): Vote =>
      readVote(vote, { type: typeOf(question), ...(threshold === undefined ? {} : { threshold }) }),
    );
    return [index, judgementOf(votes, judge)];
  });
}

type Votes = { readonly votes: ReadonlyMap<string, readonly unknown[]> } | { readonly silent: string };

/** Whatever keeps a judge from voting is no vote: the answer is neither better nor worse for it. */
async function votesOf(
  { lambda }: PromptSetContext,
  { functionArn, votes: most }: PromptJudgeSpec,
  input: JudgeInput,
): Promise<Votes> {
  const command = new InvokeCommand({ FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(input)) });
  try {
    const { FunctionError, Payload } = await lambda.send(command, { abortSignal: AbortSignal.timeout(JUDGE_MS) });
    if (FunctionError !== undefined) return { silent: `the judge failed (${FunctionError})` };
    const output: unknown = JSON.parse(new TextDecoder().decode(Payload));
    if (!isRecord(output) || !Array.isArray(output.votes)) return { silent: 'the judge answered no votes' };
    const votes = output.votes.filter(isRecord).flatMap(({ index, votes: cast }): [string, readonly unknown[]][] =>
      // More votes than were asked for would make the needed ones a minority.
      typeof index === 'string' && Array.isArray(cast) ? [[index, cast.slice(0, most)]] : [],
    );
    return { votes: new Map(votes) };
  } catch (error) {
    return { silent: `the judge did not answer (${nameOf(error)})` };
  }
}

function typeOf({ assertion }: JudgeRequest['question']): string {
  return assertion.type as string;
}
