import { PromptsSpec } from '../../contract';
import { chatRequest, plainRequest } from '../../core/prompts/prompt';
import { JsonRecord } from '../../core/prompts/records';
import { EnvironmentRequest } from '../shared/shards/environment-request';

/** How the prompts of a check are sent. */
export interface PromptRequests {
  /** Functions that requests offer, for what grades calls. */
  readonly offered: { readonly tools?: readonly unknown[]; readonly functions?: readonly unknown[] };
  of(prompt: string): EnvironmentRequest;
}

export function promptRequests({ endpoint, headers, prices }: PromptsSpec): PromptRequests {
  const common = { path: endpoint.path, method: 'POST', ...(headers === undefined ? {} : { headers }) };
  if (endpoint.kind === 'plain-text') {
    const { contentType, template } = endpoint;
    return { offered: {}, of: (prompt) => ({ ...common, contentType, body: plainRequest(prompt, template) }) };
  }
  const members = JSON.parse(endpoint.members) as JsonRecord;
  const { tools, functions } = members;
  // Streams say what they used only when asked, and some servers refuse to be asked: so only where it is needed.
  const usage = prices === undefined ? {} : { stream_options: { include_usage: true } };
  const all = { ...members, ...(endpoint.stream ? { stream: true, ...usage } : {}) };
  return {
    offered: { ...(Array.isArray(tools) ? { tools } : {}), ...(Array.isArray(functions) ? { functions } : {}) },
    of: (prompt) => ({
      ...common,
      contentType: 'application/json',
      body: JSON.stringify(chatRequest(prompt, all)),
    }),
  };
}
