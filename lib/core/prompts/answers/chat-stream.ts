import { isRecord, jsonIn, JsonRecord } from '../records';
import { errorOf, failed, finishReasonOf, firstChoice, logprobsOf, replyOf, textOf, usageOf } from './chat-completion';
import { ModelReply, TokenUsage } from './model-answer';
import { EventData } from './event-data';

interface PartialCall {
  name: string;
  arguments: string;
}

/**
 * Puts a streamed chat completion together (server-sent events with chunks, `[DONE]` at the end) into the same reply as the completion
 * in one piece would be. Pieces may be cut anywhere; bytes must be decoded before (`TextDecoder` with `stream: true`).
 */
export class ChatStream {
  private readonly events = new EventData();
  private readonly calls = new Map<number, PartialCall>();
  private functionCall: PartialCall | undefined;
  private text = '';
  private refusal: string | undefined;
  private finishReason: string | undefined;
  private usage: TokenUsage | undefined;
  private logprobs: number[] | undefined;
  private isDone = false;
  private error: string | undefined;

  /** True once a piece of the answer came; the time of that is the time to the first token. */
  public get hasBegun(): boolean {
    return this.text !== '' || this.refusal !== undefined || this.calls.size > 0 || this.functionCall !== undefined;
  }

  public push(piece: string): void {
    for (const data of this.events.push(piece)) this.take(data);
  }

  /** The reply; failed when the stream ended early, carried an error, or was none. */
  public end(): ModelReply {
    for (const data of this.events.end()) this.take(data);
    if (this.error !== undefined) return failed(this.error);
    // Servers that leave `[DONE]` out still send a finish reason; a stream with neither was cut.
    if (!this.isDone && this.finishReason === undefined) return failed('the stream ended before the answer did');
    return replyOf(this.completion());
  }

  private take(data: string): void {
    if (this.error !== undefined || this.isDone) return;
    if (data.trim() === '[DONE]') {
      this.isDone = true;
      return;
    }
    const chunk = jsonIn(data);
    if (!isRecord(chunk?.value)) this.error = 'an event of the stream is no JSON object';
    else if (isRecord(chunk.value.error)) this.error = errorOf(chunk.value.error);
    else this.add(chunk.value);
  }

  private add(chunk: JsonRecord): void {
    this.usage = usageOf(chunk) ?? this.usage;
    const choice = firstChoice(chunk);
    if (choice === undefined) return;
    this.finishReason = finishReasonOf(choice) ?? this.finishReason;
    const logprobs = logprobsOf(choice);
    if (logprobs !== undefined) (this.logprobs ??= []).push(...logprobs);
    if (isRecord(choice.delta)) this.addDelta(choice.delta);
  }

  private addDelta(delta: JsonRecord): void {
    this.text += textOf(delta.content) ?? '';
    if (typeof delta.refusal === 'string') this.refusal = (this.refusal ?? '') + delta.refusal;
    if (isRecord(delta.function_call)) this.functionCall = extended(this.functionCall, delta.function_call);
    const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isRecord) : [];
    calls.forEach((call, position) => {
      const index = typeof call.index === 'number' ? call.index : position;
      if (isRecord(call.function)) this.calls.set(index, extended(this.calls.get(index), call.function));
    });
  }

  private completion(): unknown {
    const calls = [...this.calls].sort(([one], [two]) => one - two).map(([, call]) => ({ function: call }));
    return {
      choices: [
        {
          message: {
            content: this.text,
            tool_calls: calls,
            function_call: this.functionCall,
            refusal: this.refusal,
          },
          finish_reason: this.finishReason,
          logprobs: this.logprobs && { content: this.logprobs.map((logprob) => ({ logprob })) },
        },
      ],
      usage: this.usage && {
        prompt_tokens: this.usage.promptTokens,
        completion_tokens: this.usage.completionTokens,
        prompt_tokens_details: { cached_tokens: this.usage.cachedTokens },
      },
    };
  }
}

/** The name comes with the first piece of a call, the arguments in many. */
function extended(call: PartialCall = { name: '', arguments: '' }, piece: JsonRecord): PartialCall {
  return {
    name: call.name + (typeof piece.name === 'string' ? piece.name : ''),
    arguments: call.arguments + (typeof piece.arguments === 'string' ? piece.arguments : ''),
  };
}
