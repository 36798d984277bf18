import { isRecord, jsonIn, JsonRecord } from './records';
import { fillTemplate, fillTemplates } from './template';

/**
 * Fills a prompt in, with `options.prefix` before and `options.suffix` behind it. A prompt that is JSON (a list of chat messages) is
 * filled in text by text, so that quotes and line ends in variables keep it JSON.
 */
export function fillPrompt(template: string, vars: JsonRecord, options: JsonRecord = {}): string {
  const { prefix, suffix } = options;
  const whole = `${typeof prefix === 'string' ? prefix : ''}${template}${typeof suffix === 'string' ? suffix : ''}`;
  const structure = structureIn(whole);
  return structure === undefined ? fillTemplate(whole, vars) : JSON.stringify(fillTemplates(structure, vars));
}

/** Messages of a chat: those that the prompt lists as JSON, or one of the user. */
export function messagesOf(prompt: string): readonly unknown[] {
  const structure = structureIn(prompt);
  const isMessages = Array.isArray(structure) && structure.length > 0 && structure.every(isMessage);
  return isMessages ? (structure as readonly unknown[]) : [{ role: 'user', content: prompt }];
}

/** Body of a request for a chat completion: the endpoint's own members (model, temperature, tools, …) and the messages. */
export function chatRequest(prompt: string, members: JsonRecord = {}): JsonRecord {
  return { ...members, messages: messagesOf(prompt) };
}

/** Body of a request to another endpoint: its template with `{{prompt}}` in it, or the prompt alone. */
export function plainRequest(prompt: string, template?: string): string {
  return template === undefined ? prompt : fillPrompt(template, { prompt });
}

function structureIn(text: string): unknown {
  const data = /^\s*[[{]/.test(text) ? jsonIn(text) : undefined;
  return typeof data?.value === 'object' ? data.value : undefined;
}

function isMessage(value: unknown): boolean {
  return isRecord(value) && typeof value.role === 'string';
}
