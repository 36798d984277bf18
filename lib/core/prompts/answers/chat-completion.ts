import { isRecord, jsonIn, JsonRecord } from '../records';
import { FunctionCall, ModelAnswer, ModelReply, TokenUsage } from './model-answer';

/**
 * Reads a chat completion of OpenAI's API or of a server that speaks it. Of several choices the one with index 0 counts. Never throws:
 * what is no completion becomes a failed reply that says where it breaks.
 */
export function readChatCompletion(body: string): ModelReply {
  const data = jsonIn(body);
  if (data === undefined) return failed('the answer is no JSON');
  return replyOf(data.value);
}

export function replyOf(completion: unknown): ModelReply {
  if (!isRecord(completion)) return failed('the answer is no JSON object');
  if (isRecord(completion.error)) return failed(errorOf(completion.error));
  const choice = firstChoice(completion);
  if (choice === undefined) return failed('the answer has no choices');
  const message = choice.message;
  if (!isRecord(message)) return failed('choices[0] has no message');
  const text = textOf(message.content);
  if (text === undefined) return failed('choices[0].message.content is no text');
  const calls = callsOf(message.tool_calls);
  if (calls === undefined) return failed('choices[0].message.tool_calls is no list of function calls');
  return { kind: 'answer', answer: answerOf(completion, choice, { text, toolCalls: calls }) };
}

/** Of an error only its kind: its message may quote the prompt. */
export function errorOf(error: JsonRecord): string {
  const kind = [error.code, error.type].find((each) => typeof each === 'string' || typeof each === 'number');
  return `the endpoint answered with an error${kind === undefined ? '' : ` (${kind})`}`;
}

export function failed(error: string): ModelReply {
  return { kind: 'failed', error };
}

export function firstChoice({ choices }: JsonRecord): JsonRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  return choices.filter(isRecord).find(({ index }) => (index ?? 0) === 0);
}

/** Text, the texts of a list of parts, or nothing at all; undefined for anything else. */
export function textOf(content: unknown): string | undefined {
  if (content === undefined || content === null) return '';
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((part) => (isRecord(part) && typeof part.text === 'string' ? part.text : '')).join('');
}

/** @returns undefined when token counts are missing */
export function usageOf({ usage }: JsonRecord): TokenUsage | undefined {
  if (!isRecord(usage)) return undefined;
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage;
  if (typeof promptTokens !== 'number' || typeof completionTokens !== 'number') return undefined;
  const details = usage.prompt_tokens_details;
  const cachedTokens = isRecord(details) ? details.cached_tokens : undefined;
  return { promptTokens, completionTokens, ...(typeof cachedTokens === 'number' ? { cachedTokens } : {}) };
}

/** @returns undefined when the server sent none */
export function logprobsOf({ logprobs }: JsonRecord): readonly number[] | undefined {
  if (!isRecord(logprobs) || !Array.isArray(logprobs.content)) return undefined;
  return logprobs.content.filter(isRecord).flatMap(({ logprob }) => (typeof logprob === 'number' ? [logprob] : []));
}

/** Older servers say `function_call` for what is `tool_calls` now. */
export function finishReasonOf({ finish_reason: reason }: JsonRecord): string | undefined {
  if (typeof reason !== 'string') return undefined;
  return reason === 'function_call' ? 'tool_calls' : reason;
}

function answerOf(
  completion: JsonRecord,
  choice: JsonRecord,
  said: Pick<ModelAnswer, 'text' | 'toolCalls'>,
): ModelAnswer {
  const message = choice.message as JsonRecord;
  const functionCall = callOf(message.function_call);
  const finishReason = finishReasonOf(choice);
  const usage = usageOf(completion);
  const logprobs = logprobsOf(choice);
  return {
    ...said,
    ...(functionCall === undefined ? {} : { functionCall }),
    ...(typeof message.refusal === 'string' ? { refusal: message.refusal } : {}),
    ...(finishReason === undefined ? {} : { finishReason }),
    ...(usage === undefined ? {} : { usage }),
    ...(logprobs === undefined ? {} : { logprobs }),
  };
}

function callsOf(calls: unknown): readonly FunctionCall[] | undefined {
  if (calls === undefined || calls === null) return [];
  if (!Array.isArray(calls)) return undefined;
  const read = calls.map((call: unknown) => (isRecord(call) ? callOf(call.function) : undefined));
  return read.every((call) => call !== undefined) ? read : undefined;
}

/** Some servers send the arguments as an object instead of its text. */
function callOf(call: unknown): FunctionCall | undefined {
  if (!isRecord(call) || typeof call.name !== 'string') return undefined;
  const given = call.arguments ?? '';
  return { name: call.name, arguments: typeof given === 'string' ? given : JSON.stringify(given) };
}
