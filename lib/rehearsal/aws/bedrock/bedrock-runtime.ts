import { embeddingModel } from '../../../core/prompts/judges/embedding-models';
import { isRecord, jsonIn } from '../../../core/prompts/records';
import { AuthorizationRequest, AwsError, CallPlace, EmulatedService, Operation } from '../service';
import { hashedEmbedding } from './hashed-embedding';
import { overlapJudgement } from './overlap-judge';
import { wordsOf } from './words';

const PROFILE = /^(?:us|eu|apac|us-gov|jp|au)\./;

/**
 * The runtime of Bedrock, with deterministic fakes instead of models: one that compares words for the questions of this library's judge,
 * and one that hashes words for embeddings. Whatever else is asked is not emulated, because no fake could answer it. It has one region,
 * the account's.
 */
export class BedrockRuntime implements EmulatedService {
  readonly signingName = 'bedrock';
  readonly protocol = 'rest-json';
  private judged = 0;
  private embedded = 0;

  readonly operations: Readonly<Record<string, Operation>> = {
    Converse: {
      required: ['modelId', 'messages'],
      authorize: modelPermissions,
      handle: (input) => this.converse(input),
      contents: ['messages', 'system', 'output'],
    },
    InvokeModel: {
      required: ['modelId', 'body'],
      authorize: modelPermissions,
      handle: (input) => this.embed(input),
      contents: ['body'],
    },
  };

  /** Questions that the fakes answered. */
  get answered(): { readonly judged: number; readonly embedded: number } {
    return { judged: this.judged, embedded: this.embedded };
  }

  private converse(input: any) {
    const [system, user] = [textOf(input.system), textOf(input.messages?.at(-1)?.content)];
    const judgement = overlapJudgement(system, user);
    if (judgement === undefined) throw notEmulated('Converse with anything but the questions of a PromptJudge');
    this.judged++;
    const [inputTokens, outputTokens] = [wordsOf(system + user).length, wordsOf(judgement).length];
    return {
      output: { message: { role: 'assistant', content: [{ text: judgement }] } },
      stopReason: 'end_turn',
      usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
      metrics: { latencyMs: 0 },
    };
  }

  /** Bodies are those of the models' families (Bedrock user guide, Titan Text Embeddings and Cohere Embed). */
  private embed({ modelId, body }: any) {
    if (embeddingModel(modelId) === undefined)
      throw notEmulated(`InvokeModel of ${modelId}, which is no embedding model`);
    const request = jsonIn(new TextDecoder().decode(body))?.value;
    const { inputText, texts } = isRecord(request) ? request : {};
    this.embedded++;
    const answer =
      typeof inputText === 'string'
        ? { embedding: hashedEmbedding(inputText), inputTextTokenCount: wordsOf(inputText).length }
        : { embeddings: listOf(texts).map(hashedEmbedding), response_type: 'embeddings_floats' };
    return { body: JSON.stringify(answer), contentType: 'application/json' };
  }
}

/** Of a model its ARN; of an inference profile its own, and its model's in the region (Bedrock user guide, from memory). */
function modelPermissions(
  { modelId }: { modelId: string },
  { region, accountId }: CallPlace,
): readonly AuthorizationRequest[] {
  const action = 'bedrock:InvokeModel';
  const model = `arn:aws:bedrock:${region}::foundation-model/${modelId.replace(PROFILE, '')}`;
  if (!PROFILE.test(modelId)) return [{ action, resource: model }];
  return [
    { action, resource: `arn:aws:bedrock:${region}:${accountId}:inference-profile/${modelId}` },
    { action, resource: model },
  ];
}

function textOf(blocks: unknown): string {
  if (!Array.isArray(blocks)) return '';
  return blocks.map((block) => (isRecord(block) && typeof block.text === 'string' ? block.text : '')).join('');
}

function listOf(texts: unknown): readonly string[] {
  if (Array.isArray(texts) && texts.every((each) => typeof each === 'string')) return texts;
  throw new AwsError('ValidationException', 'Malformed input request: texts or inputText is required');
}

function notEmulated(what: string): AwsError {
  return new AwsError('NotImplemented', `${what} is not emulated`, 501);
}
