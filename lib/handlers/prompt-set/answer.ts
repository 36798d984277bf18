import { EnvironmentName, PromptEndpointSpec, PromptsSpec } from '../../contract';
import { readChatCompletion } from '../../core/prompts/answers/chat-completion';
import { ChatStream } from '../../core/prompts/answers/chat-stream';
import { ModelReply } from '../../core/prompts/answers/model-answer';
import { readPlainAnswer } from '../../core/prompts/answers/plain-answer';
import { AnswerTime } from '../../core/prompts/results/counts';
import { EnvironmentRequest, fetchFrom, invokeVariant, untilAnswered } from '../shared/shards/environment-request';
import { PromptSetContext } from './context';

/** A worker holds the answers that are under way in memory: no model says so much. */
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** What came of a prompt. A reply that failed has no time of its own. */
export interface Answered {
  readonly reply: ModelReply;
  readonly time: AnswerTime;
}

type Sent = Answered & { readonly status: number };

/**
 * Sends a prompt to an environment and reads what it answers. Only what nobody took is tried again: an answer that breaks off, or that is
 * late, is the model's, and with another try it would not show.
 */
export async function answerTo(
  context: PromptSetContext,
  spec: PromptsSpec,
  environment: EnvironmentName,
  request: EnvironmentRequest,
): Promise<Answered> {
  const started = context.stopwatch();
  const signal = AbortSignal.timeout(spec.timeoutMs);
  const { endpointName } = context;
  const sent = await untilAnswered(context, spec.attempts, async (): Promise<Sent | undefined> => {
    if (endpointName === undefined) return fetched(context, spec.endpoint, environment, request, signal);
    const begun = context.stopwatch();
    const answer = await invokeVariant(context, { endpointName, environment }, request, signal);
    if (answer === undefined && !signal.aborted) return undefined;
    const reply = answer === undefined ? LATE : replyOf(spec.endpoint, answer);
    return { status: answer?.status ?? 0, reply, time: { totalMs: context.stopwatch() - begun } };
  });
  return sent ?? { reply: failed('nobody answered'), time: { totalMs: context.stopwatch() - started } };
}

/** Undefined when nobody took the request. */
async function fetched(
  context: PromptSetContext,
  endpoint: PromptEndpointSpec,
  environment: EnvironmentName,
  request: EnvironmentRequest,
  signal: AbortSignal,
): Promise<Sent | undefined> {
  const started = context.stopwatch();
  const elapsed = () => context.stopwatch() - started;
  const sent = (status: number, reply: ModelReply, firstTokenMs?: number): Sent => ({
    status,
    reply,
    time: { totalMs: elapsed(), ...(firstTokenMs === undefined ? {} : { firstTokenMs }) },
  });
  const answering = fetchFrom(context, environment, request, signal);
  let response: Awaited<typeof answering>;
  try {
    response = await answering;
  } catch {
    return signal.aborted ? sent(0, LATE) : undefined;
  }
  const { status, body, headers } = response;
  try {
    const isStream =
      endpoint.kind === 'openai-chat' && /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
    if (isStream && status < 300) {
      const { reply, firstTokenMs } = await streamed(body, elapsed);
      return sent(status, reply, firstTokenMs);
    }
    let text = '';
    for await (const piece of decoded(body)) text += piece;
    return sent(status, replyOf(endpoint, { status, body: text }));
  } catch (error) {
    const why = error instanceof TooLong ? error.message : 'the answer broke off';
    return sent(status, signal.aborted ? LATE : failed(why));
  }
}

async function streamed(
  body: AsyncIterable<Uint8Array> | null,
  elapsed: () => number,
): Promise<{ readonly reply: ModelReply; readonly firstTokenMs?: number }> {
  const stream = new ChatStream();
  let firstTokenMs: number | undefined;
  for await (const piece of decoded(body)) {
    stream.push(piece);
    if (stream.hasBegun) firstTokenMs ??= elapsed();
  }
  return { reply: stream.end(), ...(firstTokenMs === undefined ? {} : { firstTokenMs }) };
}

function replyOf(
  endpoint: PromptEndpointSpec,
  { status, body }: { readonly status: number; readonly body: string },
): ModelReply {
  if (status < 200 || status > 299) return failed(`the endpoint answered with status ${status}`);
  return endpoint.kind === 'openai-chat' ? readChatCompletion(body) : readPlainAnswer(body, endpoint.answerPath);
}

async function* decoded(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let characters = 0;
  for await (const chunk of body ?? []) {
    const piece = decoder.decode(chunk, { stream: true });
    characters += piece.length;
    if (characters > MOST_CHARACTERS) throw new TooLong(`the answer has more than ${MOST_CHARACTERS} characters`);
    yield piece;
  }
  yield decoder.decode();
}

class TooLong extends Error {}

function failed(error: string): ModelReply {
  return { kind: 'failed', error };
}

const LATE = failed('no answer in time');
