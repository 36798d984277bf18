import { Agent, ClientRequest, IncomingMessage, request } from 'node:http';

/** The container gave no answer: too slow, or its connection failed. */
export class NoAnswer extends Error {
  constructor(
    readonly timedOut: boolean,
    message: string,
  ) {
    super(message);
  }
}

export interface ContainerCallProps {
  /** Keep-alive connections to containers. */
  readonly agent: Agent;
  /** Loopback port of the container. */
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Real milliseconds until the head of the answer must be there. */
  readonly timeoutMs: number;
}

/**
 * `POST /invocations` of a container: resolves with the head of its answer, rejects with `NoAnswer`. A connection that the
 * container closed just as the request was sent is not its failure: the request goes out once more, on a new one.
 */
export async function callContainer(props: ContainerCallProps): Promise<IncomingMessage> {
  const deadline = performance.now() + props.timeoutMs;
  try {
    return await send(props, props.agent, props.timeoutMs);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return send(props, false, Math.max(1, deadline - performance.now()));
  }
}

class StaleConnection extends Error {}

function send(
  { port, headers, body }: ContainerCallProps,
  agent: Agent | false,
  timeoutMs: number,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'POST', path: '/invocations', headers, agent });
    const timer = setTimeout(() => {
      reject(new NoAnswer(true, `no answer within ${timeoutMs} ms`));
      sent.destroy();
    }, timeoutMs);
    sent.on('response', (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    sent.on('error', (error) => {
      clearTimeout(timer);
      reject(isStale(sent, agent) ? new StaleConnection() : new NoAnswer(false, error.message));
    });
    sent.end(body);
  });
}

function isStale(sent: ClientRequest, agent: Agent | false): boolean {
  return agent !== false && sent.reusedSocket;
}
