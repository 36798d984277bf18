import { readChatCompletion } from '../../../lib/core/prompts/answers/chat-completion';
import { ChatStream } from '../../../lib/core/prompts/answers/chat-stream';
import { truncated } from '../../../lib/rehearsal/traffic/truncated-answers';

const TEXT = '{"open": "9:00", "shut": "17:00"}';

test('what a chat model says ends too early, its completion does not', () => {
  const body = {
    id: '1',
    choices: [{ index: 0, message: { role: 'assistant', content: TEXT }, finish_reason: 'stop' }],
  };
  expect(readChatCompletion(truncated(JSON.stringify(body)))).toMatchObject({
    kind: 'answer',
    answer: { text: TEXT.slice(0, 19), finishReason: 'stop' },
  });
});

test('a stream ends as it should, with less in it', () => {
  const pieces = TEXT.match(/.{1,4}/g)!;
  const events = [
    ...pieces.map((content) => ({ choices: [{ index: 0, delta: { content } }] })),
    { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  ];
  const body = [...events.map((event) => `data: ${JSON.stringify(event)}`), 'data: [DONE]', ''].join('\n\n');
  const stream = new ChatStream();
  stream.push(truncated(body));
  expect(stream.end()).toMatchObject({ kind: 'answer', answer: { text: TEXT.slice(0, 24), finishReason: 'stop' } });
});

test.each(['{"score":0.25}', 'null and void', '{"choices":[]}'])('%s ends too early', (body) => {
  expect(truncated(body)).toBe(body.slice(0, Math.floor(body.length * 0.6)));
});
