import { Entry, isMembers, isText, Members, pick } from '../entry';
import { Malformed } from '../malformed';
import { areMessages, chatRequest, jsonRequest, promptOrChatRequest, promptRequest } from '../requests';
import { ItemParts, label, Shape, ShapeContext } from '../shape';

/** Members of a line of training data that are no part of a request. */
const NOT_SENT = ['messages', 'expected', 'category', 'critical', 'id'];

/**
 * Conversations as for fine-tuning: `messages`, and `tools`. Format: "Supervised fine-tuning" of OpenAI's documentation. The last message
 * is what is right, if it is the assistant's: its text, or its `tool_calls` when it has none.
 */
export const OPENAI_CHAT: Shape = {
  name: 'openai-chat',
  matches: ({ value }) => Object.hasOwn(value, 'messages'),
  read({ value, kept }: Entry, { options }: ShapeContext): ItemParts {
    if (!areMessages(value.messages)) {
      throw new Malformed('messages must be a list of objects with role; write {"role": "user", "content": …}');
    }
    const last = value.messages[value.messages.length - 1];
    const answers = last.role === 'assistant';
    const messages = (kept.messages as readonly Members[]).slice(0, answers ? -1 : undefined);
    if (messages.length === 0)
      throw new Malformed("messages must have one before the assistant's; write what is asked");
    const others = Object.keys(kept).filter((name) => !NOT_SENT.includes(name));
    return {
      request: chatRequest(messages.map(withoutWeight), pick(kept, others), options),
      ...(answers ? { expected: label(answerOf(last)) } : {}),
    };
  },
};

/** Prompts with completions, as for fine-tuning once. */
export const OPENAI_COMPLETION: Shape = {
  name: 'openai-completion',
  matches: ({ value }) => isText(value.prompt) && Object.hasOwn(value, 'completion'),
  read({ value }, { options }) {
    if (!isText(value.completion)) throw new Malformed('completion must be a text; write the right answer in it');
    return { request: promptRequest(value.prompt as string, options), expected: label(value.completion) };
  },
};

/** Requests of a batch: `custom_id`, `method`, `url`, `body`. Format: "Batch API" of OpenAI's documentation. */
export const OPENAI_BATCH: Shape = {
  name: 'openai-batch',
  matches: ({ value }) => Object.hasOwn(value, 'custom_id'),
  read({ value, kept }) {
    const { custom_id: id, method = 'POST', url, body } = value;
    if (!isText(id)) throw new Malformed('custom_id must be a text; give each request its own');
    if (value.response !== undefined) {
      throw new Malformed('the file must hold requests, got the results of a batch; give the file that was uploaded');
    }
    if (!isMembers(body) || !isText(url) || !url.startsWith('/') || !isText(method)) {
      throw new Malformed(
        'a request must have a body and a url that starts with /; write {"url": "/v1/chat/completions", "body": {…}, …}',
      );
    }
    return { id, request: { ...jsonRequest(kept.body), method, path: url } };
  },
};

/** Samples of the evals repository: `input`, a text or messages, and `ideal`, of which any is right when it is a list. */
export const OPENAI_EVALS: Shape = {
  name: 'openai-evals',
  matches: ({ value }) => Object.hasOwn(value, 'input') && Object.hasOwn(value, 'ideal'),
  read({ value, kept }, { options }) {
    const { ideal } = value;
    if (Array.isArray(ideal) && ideal.length === 0) {
      throw new Malformed('ideal must have an answer, got an empty list; write what is right');
    }
    const anyOf: readonly unknown[] = Array.isArray(ideal) ? ideal : [ideal];
    return { request: promptOrChatRequest(kept.input, 'input', options), expected: { anyOf, source: 'label' } };
  },
};

/** An assistant's message without what is no part of the answer. */
function answerOf(message: Members): unknown {
  if (message.content !== null && message.content !== undefined) return message.content;
  const answer = pick(message, ['tool_calls', 'function_call']);
  if (Object.keys(answer).length > 0) return answer;
  throw new Malformed("the assistant's message must have content or tool_calls; write what is right");
}

function withoutWeight(message: Members): Members {
  return pick(
    message,
    Object.keys(message).filter((name) => name !== 'weight'),
  );
}
