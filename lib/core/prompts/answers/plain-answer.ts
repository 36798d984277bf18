import { compilePath } from '../../compare/path';
import { jsonIn } from '../records';
import { ModelReply } from './model-answer';

/**
 * Reads the answer of an endpoint that speaks plain text, or JSON with the text at a path such as `[0].generated_text`. Throws for a
 * path that is none.
 */
export function readPlainAnswer(body: string, path?: string): ModelReply {
  if (path === undefined) return { kind: 'answer', answer: { text: body, toolCalls: [] } };
  const textIn = compilePath(path);
  const data = jsonIn(body);
  if (data === undefined) return { kind: 'failed', error: 'the answer is no JSON' };
  const text = textIn(data.value);
  if (typeof text !== 'string') return { kind: 'failed', error: `the answer has no text at ${path}` };
  return { kind: 'answer', answer: { text, toolCalls: [] } };
}
