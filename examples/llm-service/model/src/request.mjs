// Reads a request for a chat completion. What it may have follows OpenAI's API; what would change the answer and is not here is refused.

/** A request that the client must correct. */
export class InvalidRequest extends Error {}

const MOST_TOKENS = 256;

/** The members that matter, checked; members that change nothing here (`user`, `top_p` with a greedy answer, …) are let be. */
export function chatRequest(text) {
  const { messages, ...given } = parsed(text);
  const stream = flag(given, 'stream');
  if (given.n !== undefined && given.n !== 1) throw new InvalidRequest(`n must be 1, got ${JSON.stringify(given.n)}`);
  return {
    messages: messagesOf(messages),
    stream,
    includeUsage: stream && given.stream_options?.include_usage === true,
    logprobs: flag(given, 'logprobs'),
    temperature: number(given, 'temperature', 0, 2, 1),
    seed: whole(given, 'seed', 0),
    maxTokens: tokens(given),
    json: jsonAsked(given.response_format),
    tools: toolsOf(given),
  };
}

function parsed(text) {
  let request;
  try {
    request = JSON.parse(text);
  } catch (error) {
    throw new InvalidRequest(`the body must be JSON: ${error.message}`);
  }
  if (request === null || typeof request !== 'object') throw new InvalidRequest('the body must be a JSON object');
  return request;
}

/** Messages with their text; the texts of a list of parts are joined. */
function messagesOf(given) {
  if (!Array.isArray(given)) throw new InvalidRequest('messages must be a list');
  const messages = given.map((message, index) => {
    const content = textOf(message?.content);
    if (typeof message?.role !== 'string') throw new InvalidRequest(`messages[${index}].role must be text`);
    if (content === undefined) throw new InvalidRequest(`messages[${index}].content must be text, or parts of text`);
    return { role: message.role, content };
  });
  if (!messages.some(({ role }) => role === 'user')) throw new InvalidRequest('messages must have one of the user');
  return messages;
}

function textOf(content) {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  const isText =
    Array.isArray(content) && content.every((part) => part?.type === 'text' && typeof part.text === 'string');
  return isText ? content.map(({ text }) => text).join('') : undefined;
}

function tokens(given) {
  const name = given.max_completion_tokens === undefined ? 'max_tokens' : 'max_completion_tokens';
  return whole(given, name, MOST_TOKENS, 1);
}

function jsonAsked(format) {
  const type = format?.type ?? 'text';
  if (type !== 'text' && type !== 'json_object') {
    throw new InvalidRequest(`response_format.type must be text or json_object, got ${JSON.stringify(type)}`);
  }
  return type === 'json_object';
}

/** Names of the functions that may be called. */
function toolsOf({ tools = [], tool_choice: choice = 'auto' }) {
  if (!Array.isArray(tools)) throw new InvalidRequest('tools must be a list');
  if (choice !== 'auto' && choice !== 'none') {
    throw new InvalidRequest(`tool_choice must be auto or none, got ${JSON.stringify(choice)}`);
  }
  return choice === 'none' ? [] : tools.map((tool) => tool?.function?.name);
}

function flag(given, name) {
  const value = given[name] ?? false;
  if (typeof value !== 'boolean')
    throw new InvalidRequest(`${name} must be true or false, got ${JSON.stringify(value)}`);
  return value;
}

function number(given, name, least, most, otherwise) {
  const value = given[name] ?? otherwise;
  if (typeof value === 'number' && value >= least && value <= most) return value;
  throw new InvalidRequest(`${name} must be a number from ${least} to ${most}, got ${JSON.stringify(value)}`);
}

function whole(given, name, otherwise, least = Number.MIN_SAFE_INTEGER) {
  const value = given[name] ?? otherwise;
  if (Number.isSafeInteger(value) && value >= least) return value;
  const range = least > 0 ? ` from ${least}` : '';
  throw new InvalidRequest(`${name} must be a whole number${range}, got ${JSON.stringify(value)}`);
}
