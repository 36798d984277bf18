// What the assistant says to a conversation: text, JSON, or the call of a tool.
import { generate } from './ngrams.mjs';
import { randomOf } from './random.mjs';
import { retrievalOf } from './retrieval.mjs';

/** How a prompt asks for JSON, besides `response_format`. */
const IN_JSON = /\b(?:as|in) JSON\b/;

/** `(messages, options)` to `{ tokens, calls }`: tokens are generated one by one, calls come as a whole. */
export function assistantOf(artefact) {
  const topicOf = retrievalOf(artefact);
  return (messages, { temperature, seed, tools, json }) => {
    const question = questionOf(messages);
    const { topic, confidence } = topicOf(question);
    const call = callOf(artefact.actions, topic, question, tools);
    if (call !== undefined) return { tokens: [], calls: [call] };
    const tokens = generate(artefact.language[topic], { temperature, random: randomOf(seed) });
    const asJson = json || messages.some(({ content }) => IN_JSON.test(content));
    return { tokens: asJson ? jsonOf(topic, confidence, tokens) : tokens, calls: [] };
  };
}

/** What the user asked last. */
function questionOf(messages) {
  return messages.findLast(({ role }) => role === 'user').content.replace(IN_JSON, '');
}

/** The call of a tool that the client offers, when the topic has one and the question says everything that it needs. */
function callOf(actions, topic, question, tools) {
  const action = actions.find((each) => each.topic === topic && tools.includes(each.tool));
  if (action === undefined) return undefined;
  const found = Object.entries(action.arguments).map(([name, pattern]) => [
    name,
    new RegExp(pattern).exec(question)?.[1],
  ]);
  if (found.some(([, value]) => value === undefined)) return undefined;
  return { name: action.tool, arguments: JSON.stringify(Object.fromEntries(found)) };
}

/** A JSON object around the tokens of the answer. */
function* jsonOf(topic, confidence, tokens) {
  yield { text: '{"answer":"', logprob: 0 };
  for (const { text, logprob } of tokens) yield { text: JSON.stringify(text).slice(1, -1), logprob };
  yield { text: `","topic":"${topic}","confidence":${Number(confidence.toFixed(2))}}`, logprob: 0 };
}
