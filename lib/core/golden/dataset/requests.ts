import { GoldenRequest } from '../item';
import { KeptJson, keptText, valueOf } from '../json-text';
import { isMembers, Members } from './entry';
import { Malformed } from './malformed';
import { DatasetOptions } from './options';

const JSON_TYPE = 'application/json';

export function jsonRequest(kept: KeptJson): GoldenRequest {
  return { contentType: JSON_TYPE, body: keptText(kept) };
}

/** A prompt in the form that the options ask for. */
export function promptRequest(prompt: string, { prompt: format = { as: 'chat' } }: DatasetOptions): GoldenRequest {
  const { as, parameters = {} } = format;
  switch (as) {
    case 'chat':
      return jsonRequest({ ...parameters, messages: [{ role: 'user', content: prompt }] });
    case 'completion':
      return jsonRequest({ ...parameters, prompt });
    case 'inputs':
      return jsonRequest({ inputs: prompt, ...(Object.keys(parameters).length === 0 ? {} : { parameters }) });
    case 'text':
      return { contentType: 'text/plain; charset=utf-8', body: prompt };
    default:
      throw new Error(
        `a prompt must be sent as chat, completion, inputs or text, got ${JSON.stringify(as satisfies never)}`,
      );
  }
}

/** Messages as a chat; members of the dataset, such as `tools`, count more than the options' parameters. */
export function chatRequest(messages: KeptJson, members: Members, { prompt }: DatasetOptions): GoldenRequest {
  return jsonRequest({ ...prompt?.parameters, ...members, messages });
}

/** A prompt or messages. */
export function promptOrChatRequest(kept: KeptJson, member: string, options: DatasetOptions): GoldenRequest {
  const value = valueOf(kept);
  if (typeof value === 'string') return promptRequest(value, options);
  if (areMessages(value)) return chatRequest(kept, {}, options);
  throw new Malformed(`${member} must be a text or a list of messages with role; write {"role": "user", "content": …}`);
}

/** Whatever stands at the user's `inputPath`. */
export function inputRequest(kept: KeptJson, options: DatasetOptions): GoldenRequest {
  const value = valueOf(kept);
  if (value === null || value === undefined) {
    throw new Malformed(
      `a record must have a value at inputPath, got none at ${options.inputPath ?? 'input'}; correct the path or the record`,
    );
  }
  if (typeof value === 'string') {
    if (options.contentType !== undefined) return { contentType: options.contentType, body: value };
    return promptRequest(value, options);
  }
  if (areMessages(value)) return chatRequest(kept, {}, options);
  return { ...jsonRequest(kept), ...(options.contentType === undefined ? {} : { contentType: options.contentType }) };
}

export function areMessages(value: unknown): value is readonly Members[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((each) => isMembers(each) && typeof each.role === 'string')
  );
}
