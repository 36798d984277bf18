// The shapes of OpenAI's answers: a whole completion, or its chunks.

/** What the assistant said, up to the request's limit of tokens. */
export function spoken({ tokens, calls }, { messages, maxTokens }) {
  const said = [];
  let finish = calls.length > 0 ? 'tool_calls' : 'stop';
  for (const token of tokens) {
    if (said.length === maxTokens) {
      finish = 'length';
      break;
    }
    said.push(token);
  }
  const called = calls.map((call, index) => ({ id: `call_${index}`, type: 'function', function: call }));
  const prompt = messages.reduce((sum, { content }) => sum + words(content), 0);
  const written = said.length + calls.reduce((sum, call) => sum + words(call.arguments), 0);
  const usage = { prompt_tokens: prompt, completion_tokens: written, total_tokens: prompt + written };
  return { said, called, finish, usage };
}

export function completion(head, { said, called, finish, usage }, { logprobs }) {
  const content = called.length > 0 ? null : said.map(({ text }) => text).join('');
  const message = { role: 'assistant', content, ...(called.length > 0 ? { tool_calls: called } : {}) };
  const choice = { index: 0, message, logprobs: logprobs ? logprobsOf(said) : null, finish_reason: finish };
  return { ...head, object: 'chat.completion', choices: [choice], usage };
}

/** Chunks of a stream, each an object: the role, the tokens or calls, how it ended, and the usage when it was asked for. */
export function* chunks(head, { said, called, finish, usage }, { logprobs, includeUsage }) {
  const chunk = (delta, tokens = [], reason = null) => ({
    ...head,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, logprobs: logprobs ? logprobsOf(tokens) : null, finish_reason: reason }],
  });
  yield chunk({ role: 'assistant', content: '' });
  for (const token of said) yield chunk({ content: token.text }, [token]);
  for (const [index, call] of called.entries()) yield chunk({ tool_calls: [{ index, ...call }] });
  yield chunk({}, [], finish);
  if (includeUsage) yield { ...head, object: 'chat.completion.chunk', choices: [], usage };
}

function logprobsOf(tokens) {
  return { content: tokens.map(({ text, logprob }) => ({ token: text, logprob })) };
}

function words(text) {
  return text.match(/\S+/g)?.length ?? 0;
}
