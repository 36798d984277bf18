import fc from 'fast-check';
import { readChatCompletion } from '../../../lib/core/prompts/answers/chat-completion';
import { ChatStream } from '../../../lib/core/prompts/answers/chat-stream';
import { outputOf } from '../../../lib/core/prompts/answers/model-answer';
import { readPlainAnswer } from '../../../lib/core/prompts/answers/plain-answer';

const completion = (message: unknown, choice: object = {}, members: object = {}) =>
  JSON.stringify({ choices: [{ index: 0, message, ...choice }], ...members });

function streamed(pieces: readonly string[]) {
  const stream = new ChatStream();
  pieces.forEach((piece) => stream.push(piece));
  return stream.end();
}

const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
const chunk = (delta: unknown, choice: object = {}) => ({ choices: [{ index: 0, delta, ...choice }] });

describe('a chat completion', () => {
  test('is read whole', () => {
    const body = completion(
      { role: 'assistant', content: 'Hello', refusal: null },
      { finish_reason: 'stop', logprobs: { content: [{ token: 'Hello', logprob: -0.5 }] } },
      { usage: { prompt_tokens: 9, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4 } } },
    );
    expect(readChatCompletion(body)).toEqual({
      kind: 'answer',
      answer: {
        text: 'Hello',
        toolCalls: [],
        finishReason: 'stop',
        logprobs: [-0.5],
        usage: { promptTokens: 9, completionTokens: 1, cachedTokens: 4 },
      },
    });
  });

  test('with calls has no text, and its output is the calls', () => {
    const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: { x: 1 } } };
    const reply = readChatCompletion(
      completion({ content: null, tool_calls: [call] }, { finish_reason: 'tool_calls' }),
    );
    if (reply.kind === 'failed') throw new Error(reply.error);
    expect(reply.answer).toMatchObject({ text: '', toolCalls: [{ name: 'f', arguments: '{"x":1}' }] });
    expect(JSON.parse(outputOf(reply.answer))).toEqual([
      { type: 'function', function: { name: 'f', arguments: '{"x":1}' } },
    ]);
  });

  test('in older or other forms', () => {
    const older = completion(
      { content: null, function_call: { name: 'f', arguments: '{}' } },
      { finish_reason: 'function_call' },
    );
    expect(readChatCompletion(older)).toMatchObject({
      answer: { functionCall: { name: 'f', arguments: '{}' }, finishReason: 'tool_calls' },
    });
    const parts = completion({
      content: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
    });
    expect(readChatCompletion(parts)).toMatchObject({ answer: { text: 'ab' } });
    const second = JSON.stringify({
      choices: [
        { index: 1, message: { content: 'second' } },
        { index: 0, message: { content: 'first' } },
      ],
    });
    expect(readChatCompletion(second)).toMatchObject({ answer: { text: 'first' } });
  });

  test.each([
    ['no JSON', 'upstream timed out', 'the answer is no JSON'],
    ['no object', '[]', 'the answer is no JSON object'],
    ['no choices', '{"choices":[]}', 'the answer has no choices'],
    ['no message', '{"choices":[{}]}', 'choices[0] has no message'],
    ['content that is no text', completion({ content: 4 }), 'choices[0].message.content is no text'],
    [
      'calls that are none',
      completion({ tool_calls: [{}] }),
      'choices[0].message.tool_calls is no list of function calls',
    ],
    [
      'an error, without its message',
      '{"error":{"message":"You said hunter2","type":"invalid_request_error","code":null}}',
      'the endpoint answered with an error (invalid_request_error)',
    ],
  ])('fails with %s', (_name, body, error) => {
    expect(readChatCompletion(body)).toEqual({ kind: 'failed', error });
  });
});

describe('a streamed completion', () => {
  const text = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 });
  const calls = fc.array(
    fc.record({ name: fc.constantFrom('a', 'b'), parts: fc.array(fc.string(), { maxLength: 3 }) }),
    {
      maxLength: 3,
    },
  );
  const usage = { prompt_tokens: 3, completion_tokens: 5 };

  test('is the same as one in one piece, wherever it is cut and however lines end', () => {
    fc.assert(
      fc.property(
        text,
        calls,
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(400), { maxLength: 10 }),
        (texts, called, lineEnd, cuts) => {
          const deltas = [
            ...texts.map((content) => chunk({ content })),
            ...called.flatMap(({ name, parts }, index) => [
              chunk({ tool_calls: [{ index, id: `c${index}`, function: { name, arguments: '' } }] }),
              ...parts.map((part) => chunk({ tool_calls: [{ index, function: { arguments: part } }] })),
            ]),
            chunk({}, { finish_reason: 'stop' }),
            { choices: [], usage },
          ];
          const whole = [': hello\n\n', ...deltas.map(event), event('[DONE]')].join('').replaceAll('\n', lineEnd);
          const places = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
          const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
          const message = {
            content: texts.join(''),
            tool_calls: called.map(({ name, parts }) => ({ function: { name, arguments: parts.join('') } })),
          };
          expect(streamed(pieces)).toEqual(
            readChatCompletion(completion(message, { finish_reason: 'stop' }, { usage })),
          );
        },
      ),
    );
  });

  test('has begun with the first piece of the answer', () => {
    const stream = new ChatStream();
    stream.push(event(chunk({ role: 'assistant', content: '' })));
    expect(stream.hasBegun).toBe(false);
    stream.push(event(chunk({ content: 'a' })));
    expect(stream.hasBegun).toBe(true);
  });

  test('puts refusals, older calls and log probabilities together', () => {
    const reply = streamed([
      event(chunk({ refusal: 'I ' }, { logprobs: { content: [{ logprob: -1 }] } })),
      event(chunk({ refusal: "can't" }, { logprobs: { content: [{ logprob: -2 }] } })),
      event(chunk({ function_call: { name: 'f', arguments: '{' } })),
      event(chunk({ function_call: { arguments: '}' } }, { finish_reason: 'function_call' })),
    ]);
    expect(reply).toMatchObject({
      answer: {
        refusal: "I can't",
        logprobs: [-1, -2],
        functionCall: { name: 'f', arguments: '{}' },
        finishReason: 'tool_calls',
      },
    });
  });

  test('may have an event in several lines, cut between CR and LF', () => {
    const whole = 'data: {"choices":[{"delta":\r\ndata: {"content":"a"},"finish_reason":"stop"}]}\r\n\r\n';
    for (let cut = 0; cut <= whole.length; cut += 1) {
      expect(streamed([whole.slice(0, cut), whole.slice(cut)])).toMatchObject({ answer: { text: 'a' } });
    }
  });

  test('may lack the blank line behind its last event', () => {
    expect(streamed(['\uFEFFdata:{"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}]}'])).toMatchObject({
      answer: { text: 'a' },
    });
  });

  test.each([
    ['when it is cut', event(chunk({ content: 'a' })), 'the stream ended before the answer did'],
    ['when there is none', '', 'the stream ended before the answer did'],
    ['when an event is no JSON', event('hello'), 'an event of the stream is no JSON object'],
    ['when it carries an error', event({ error: { code: 429 } }), 'the endpoint answered with an error (429)'],
  ])('fails %s', (_name, piece, error) => {
    expect(streamed([piece])).toEqual({ kind: 'failed', error });
  });
});

describe('an endpoint for plain text', () => {
  test('answers with the text, or with JSON that has it somewhere', () => {
    expect(readPlainAnswer('Hello')).toMatchObject({ answer: { text: 'Hello' } });
    expect(readPlainAnswer('[{"generated_text":"Hello"}]', '[0].generated_text')).toMatchObject({
      answer: { text: 'Hello' },
    });
  });

  test.each([
    ['<html>', 'the answer is no JSON'],
    ['{"other":1}', 'the answer has no text at text'],
    ['{"text":1}', 'the answer has no text at text'],
  ])('fails when %s has no text there', (body, error) => {
    expect(readPlainAnswer(body, 'text')).toEqual({ kind: 'failed', error });
  });
});
