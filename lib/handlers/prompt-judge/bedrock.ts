import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import { EmbeddingModel } from '../../core/prompts/judges/embedding-models';
import { JudgePrompt } from '../../core/prompts/judges/judge-prompt';
import { jsonIn } from '../../core/prompts/records';

/** The part of Bedrock's client that is used here. */
export interface BedrockRuntime {
  readonly send: BedrockRuntimeClient['send'];
}

/** A verdict and a sentence; a longer answer is none that was asked for. */
const MOST_TOKENS = 1024;

/** What the model writes. Temperature 0: as repeatable as the model can be. */
export async function converse(
  client: BedrockRuntime,
  modelId: string,
  { system, user }: JudgePrompt,
): Promise<string> {
  const { output } = await client.send(
    new ConverseCommand({
      modelId,
      system: [{ text: system }],
      messages: [{ role: 'user', content: [{ text: user }] }],
      inferenceConfig: { temperature: 0, maxTokens: MOST_TOKENS },
    }),
  );
  // Models that think first say so in blocks of their own.
  return (output?.message?.content ?? []).map(({ text }) => text ?? '').join('');
}

/** Embeddings of texts, in their order; undefined when the model answers otherwise than its family does. */
export async function embed(
  client: BedrockRuntime,
  modelId: string,
  model: EmbeddingModel,
  texts: readonly string[],
): Promise<readonly (readonly number[])[] | undefined> {
  const all: (readonly number[])[] = [];
  for (const request of model.requests(texts)) {
    const { body } = await client.send(
      new InvokeModelCommand({
        modelId,
        contentType: 'application/json',
        accept: 'application/json',
        body: JSON.stringify(request),
      }),
    );
    const embeddings = model.embeddings(jsonIn(new TextDecoder().decode(body))?.value);
    if (embeddings === undefined) return undefined;
    all.push(...embeddings);
  }
  return all.length === texts.length ? all : undefined;
}
