import { BedrockRuntimeClient, BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { BedrockJudgeSpec, Env, JudgeOutput, JudgeVotes } from '../../contract';
import { requireJson } from '../shared/env';
import { deployedWith, HandlerDeps, once, SILENT } from '../shared/handler';
import { parseEvent } from '../shared/parse';
import { BedrockRuntime } from './bedrock';
import { eventSchema } from './event-schema';
import { Judge, votesOn } from './judge';

/** Makes Bedrock's client for a region. */
export interface PromptJudgeClients {
  readonly bedrock: (region: string | undefined) => BedrockRuntime;
}

/** Questions under way: Bedrock limits requests a minute, and the SDK waits when it says so. */
const AT_A_TIME = 4;

/** Asks models of Bedrock what they think of answers. Never logs what it is sent or told. */
export function makeHandler({ clients, env, logger = SILENT }: HandlerDeps<PromptJudgeClients>) {
  const judge = once((): Judge => {
    const spec = requireJson<BedrockJudgeSpec>(env, Env.BEDROCK_JUDGE);
    return { spec, client: clients.bedrock(spec.region), logger };
  });
  return async (event: unknown): Promise<JudgeOutput> => {
    const { requests } = parseEvent(eventSchema, event);
    const answers: JudgeVotes[] = new Array<JudgeVotes>(requests.length);
    const left = requests.entries();
    const work = async () => {
      for (const [place, request] of left) answers[place] = await votesOn(judge(), request);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    return { votes: answers };
  };
}

/** HTTP/1.1, which boto3 speaks with Bedrock too: the client's own HTTP/2 is for streams in both directions. */
export function bedrockClient(config: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  return new BedrockRuntimeClient({ maxAttempts: 5, requestHandler: new NodeHttpHandler(), ...config });
}

export const handler = makeHandler(
  deployedWith({ bedrock: (region: string | undefined) => bedrockClient(region === undefined ? {} : { region }) }),
);
