import { PATH_PATTERN, PATH_RULE, PromptEndpointSpec } from '../contract/index';
import { compilePath } from '../core/compare/path';
import { plainRequest } from '../core/prompts/prompt';
import { ModelProtocol } from '../model/model-protocol';
import { messageOf, Problems } from '../private/validation';
import { OpenAiChatOptions, PlainTextOptions } from './prompt-endpoint-props';

/** How prompts get to a model, and answers back. */
export class PromptEndpoint {
  /** Chat completions of OpenAI's API, which most servers of language models speak. Errors at synth: a value out of its range. */
  public static openAiChat(options: OpenAiChatOptions = {}): PromptEndpoint {
    return new PromptEndpoint((_protocol, problems) => openAiChat(options, problems));
  }

  /** Text, or JSON with the prompt in it. Errors at synth: a path that is none, a body without the prompt. */
  public static plainText(options: PlainTextOptions = {}): PromptEndpoint {
    return new PromptEndpoint((protocol, problems) => plainText(options, protocol, problems));
  }

  private constructor(private readonly build: (protocol: ModelProtocol, problems: Problems) => PromptEndpointSpec) {}

  /** @internal */
  public _spec(protocol: ModelProtocol, problems: Problems): PromptEndpointSpec {
    return this.build(protocol, problems);
  }
}

function openAiChat(options: OpenAiChatOptions, problems: Problems): PromptEndpointSpec {
  const { path = '/v1/chat/completions', model, stream = false, temperature = 0, maxTokens, tools } = options;
  problems.text('path', path, PATH_PATTERN, PATH_RULE);
  problems.integer('maxTokens', maxTokens, 1, 1_000_000, 'leave it out for the server’s own');
  if (!(temperature >= 0 && temperature <= 2)) {
    problems.add(`temperature must be a number from 0 to 2, got ${temperature}; use 0 for answers that vary least`);
  }
  const { parameters = {} } = options;
  const own = ['messages', 'stream', 'n'].filter((name) => name in parameters);
  if (own.length > 0)
    problems.add(`parameters must not have ${own.join(', ')}, which the check sets itself; leave it out`);
  const members = {
    ...(model === undefined ? {} : { model }),
    temperature,
    ...(maxTokens === undefined ? {} : { max_tokens: maxTokens }),
    ...(tools === undefined ? {} : { tools }),
    ...parameters,
  };
  return { kind: 'openai-chat', path, stream, members: JSON.stringify(members) };
}

function plainText(options: PlainTextOptions, protocol: ModelProtocol, problems: Problems): PromptEndpointSpec {
  const { path = protocol.predictPath, body, answerPath } = options;
  problems.text('path', path, PATH_PATTERN, PATH_RULE);
  const isText = body === undefined || typeof body === 'string';
  const template = (isText ? body : JSON.stringify(body)) as string | undefined;
  const problem = template === undefined ? undefined : problemOfTemplate(template);
  if (problem !== undefined) problems.add(problem);
  if (answerPath !== undefined) attempt('answerPath', () => compilePath(answerPath), problems);
  return {
    kind: 'plain-text',
    path,
    contentType: options.contentType ?? (isText ? 'text/plain' : 'application/json'),
    ...(template === undefined ? {} : { template }),
    ...(answerPath === undefined ? {} : { answerPath }),
  };
}

function problemOfTemplate(template: string): string | undefined {
  try {
    const probe = 'a prompt that no template has in it';
    if (plainRequest(probe, template).includes(probe)) return undefined;
    return `body must have {{prompt}} in it, got ${JSON.stringify(template)}; say where the prompt goes`;
  } catch (error) {
    return `body: ${messageOf(error)}`;
  }
}

function attempt(name: string, work: () => unknown, problems: Problems): void {
  try {
    work();
  } catch (error) {
    problems.add(`${name}: ${messageOf(error)}`);
  }
}
