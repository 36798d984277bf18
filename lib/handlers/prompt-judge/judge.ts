import { BedrockJudgeSpec, JudgeQuestion, JudgeRequest, JudgeVotes } from '../../contract';
import { embeddingModel } from '../../core/prompts/judges/embedding-models';
import { embeddingQuestion, embeddingVote } from '../../core/prompts/judges/embedding-question';
import { judgePrompt } from '../../core/prompts/judges/judge-prompt';
import { Vote } from '../../core/prompts/judges/vote';
import { voteAnswer, writtenVote } from '../../core/prompts/judges/vote-answer';
import { Logger } from '../shared/logger';
import { BedrockRuntime, converse, embed } from './bedrock';

/** What questions are answered with. */
export interface Judge {
  readonly spec: BedrockJudgeSpec;
  readonly client: BedrockRuntime;
  readonly logger: Logger;
}

/** The judge is deployed wrongly, and would be for every question: nothing that a release should call undecided. */
const WRONGLY_DEPLOYED: ReadonlySet<string> = new Set(['AccessDeniedException', 'ResourceNotFoundException']);

/** Votes on one question; none for one that this judge has no means to answer. */
export async function votesOn(judge: Judge, { index, by, question }: JudgeRequest): Promise<JudgeVotes> {
  const { votes } = judge.spec;
  switch (by) {
    case 'model':
      return { index, votes: await modelVotes(judge, question, votes) };
    case 'embedding': {
      const vote = await attempt(judge, () => similarity(judge, question));
      // An embedding has no opinion: asked again, it says the same.
      return { index, votes: Array.from({ length: votes }, () => voteAnswer(question, vote)) };
    }
    case 'policy':
    case 'user':
      return { index, votes: [] };
  }
}

async function modelVotes(judge: Judge, question: JudgeQuestion, votes: number): Promise<readonly unknown[]> {
  const prompt = judgePrompt(question);
  if (prompt === undefined) return [];
  const cast: unknown[] = [];
  for (let vote = 0; vote < votes; vote++) {
    const said = await attempt(judge, async () =>
      writtenVote(question, await converse(judge.client, judge.spec.modelId, prompt)),
    );
    cast.push(voteAnswer(question, said));
  }
  return cast;
}

async function similarity({ client, spec }: Judge, question: JudgeQuestion): Promise<Vote> {
  const { embeddingModelId } = spec;
  const model = embeddingModelId === undefined ? undefined : embeddingModel(embeddingModelId);
  const texts = embeddingQuestion(question);
  if (embeddingModelId === undefined || model === undefined || texts === undefined) {
    return { kind: 'none', reason: 'there is nothing to compare, or nothing to compare it with' };
  }
  const embeddings = await embed(client, embeddingModelId, model, [texts.answer, ...texts.expected]);
  if (embeddings === undefined) return { kind: 'none', reason: 'the model answered without embeddings' };
  return embeddingVote(question, embeddings);
}

/** A call that fails is no vote. Only the error's name is logged: its message may quote what was sent. */
async function attempt({ logger }: Judge, ask: () => Promise<Vote>): Promise<Vote> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : 'unknown error';
    if (WRONGLY_DEPLOYED.has(name)) throw error;
    logger.error('no vote', { error: name });
    return { kind: 'none', reason: `the judge was not heard (${name})` };
  }
}
