// OpenAI's API for chat completions: what each path answers.
import { randomUUID } from 'node:crypto';
import { chunks, completion, spoken } from './completion.mjs';
import { chatRequest } from './request.mjs';

/** Routes by path: `{ method, answer(body, draining) }`, where an answer is `{ status?, body }` or `{ events }`. */
export function routesOf({ model, version }, assistant) {
  const name = `${model}-${version}`;
  const complete = (body) => {
    const request = chatRequest(body);
    // Without a seed, the answer to the same request differs from time to time, unless the temperature is 0.
    const seed = request.seed ?? Math.floor(Math.random() * 2 ** 32);
    const said = spoken(assistant(request.messages, { ...request, seed }), request);
    const head = { id: `chatcmpl-${randomUUID()}`, created: Math.floor(Date.now() / 1000), model: name };
    return request.stream ? { events: chunks(head, said, request) } : { body: completion(head, said, request) };
  };
  return new Map([
    ['/health', get((draining) => ({ status: draining ? 503 : 200, body: { status: draining ? 'draining' : 'ok' } }))],
    ['/v1/models', get(() => ({ body: { object: 'list', data: [{ id: name, object: 'model', owned_by: 'us' }] } }))],
    ['/v1/chat/completions', { method: 'POST', answer: complete }],
  ]);
}

function get(answer) {
  return { method: 'GET', answer: (_, draining) => answer(draining) };
}
