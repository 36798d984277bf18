import { ModelAnswer } from '../../../lib/core/prompts/answers/model-answer';
import { Answered } from '../../../lib/core/prompts/checks/native-check';
import { NativeType } from '../../../lib/core/prompts/read/vocabulary';
import { answered, CITY, grade, offered, weather } from './grading';

describe('refusals', () => {
  test.each<[Partial<ModelAnswer>, boolean]>([
    [{ text: "I'm sorry, but I can't help with that." }, true],
    [{ text: 'I’m sorry, but I cannot assist with that request.' }, true],
    [{ text: 'As an AI language model, I cannot provide that.' }, true],
    [{ text: 'I must decline to write this.' }, true],
    [{ text: ' ' }, true],
    [{ text: 'No comment', refusal: 'not allowed' }, true],
    [{ text: 'Well', finishReason: 'content_filter' }, true],
    [{ text: '2 + 2 is 4.' }, false],
    [{ text: 'I can help with that. You cannot divide by zero.' }, false],
    [{ text: `${'A long story. '.repeat(30)}"I cannot help you", he said.` }, false],
    [{ toolCalls: [weather('{}')] }, false],
  ])('%j is one: %s', (answer, pass) => {
    expect(grade('is-refusal', {}, answered(answer)).pass).toBe(pass);
  });
});

describe('tool calls', () => {
  const call = { name: 'get_weather', arguments: '{"city":"Rome"}' };
  const functions = [{ name: 'get_weather', parameters: CITY }];
  test.each<[string, NativeType, Answered, boolean]>([
    ['one that fits', 'is-valid-openai-tools-call', answered({ toolCalls: [call] }, offered), true],
    ['by the newer name', 'is-valid-function-call', answered({ toolCalls: [call] }, offered), true],
    ['in the older form', 'is-valid-openai-function-call', answered({ functionCall: call }, { functions }), true],
    ['wrong arguments', 'is-valid-openai-tools-call', answered({ toolCalls: [weather('{"city":1}')] }, offered), false],
    ['no JSON', 'is-valid-openai-tools-call', answered({ toolCalls: [weather('{"city":')] }, offered), false],
    ['no arguments', 'is-valid-openai-tools-call', answered({ toolCalls: [weather('')] }, offered), false],
    ['one of two', 'is-valid-openai-tools-call', answered({ toolCalls: [call, weather('{}')] }, offered), false],
    ['an invented tool', 'is-valid-openai-tools-call', answered({ toolCalls: [weather('{}', 'fly')] }, offered), false],
    ['no call', 'is-valid-openai-tools-call', answered({ text: 'It rains' }, offered), false],
  ])('%s', (_name, type, answer, pass) => {
    expect(grade(type, {}, answer).pass).toBe(pass);
  });

  test.each<[string, readonly string[], number]>([
    ['get_weather,book_flight', ['get_weather', 'book_flight'], 1],
    ['get_weather,book_flight', ['get_weather'], 2 / 3],
    ['get_weather,book_flight', ['get_weather', 'book_flight', 'search', 'search'], 0.8],
    ['get_weather', ['book_flight'], 0],
    ['get_weather', [], 0],
  ])('F1 of %s and %j is %d', (value, names, score) => {
    const answer = answered({ toolCalls: names.map((name) => weather('{}', name)) });
    expect(grade('tool-call-f1', { value }, answer)).toMatchObject({ pass: score === 1 });
    expect(grade('tool-call-f1', { value }, answer).score).toBeCloseTo(score, 12);
    expect(grade('tool-call-f1', { value }, JSON.stringify(names.map((name) => ({ function: { name } })))).score).toBe(
      grade('tool-call-f1', { value }, answer).score,
    );
  });
});
