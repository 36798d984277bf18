import { ClientRequest, IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { GatewayError } from '../../contract/gateway';
import { RequestHead } from './model-pool';
import { Refusal } from './refusal';
import { RequestBody } from './request-body';

/** What requests are forwarded to: a model server beside the gateway, or a SageMaker endpoint. */
export interface Upstream {
  readonly problems: UpstreamProblems;
  /** The `host` of a caller that sent none. */
  readonly authority: string;
  /** Why this upstream can't get a request that any server could get. */
  refusalOf(request: IncomingMessage): Refusal | undefined;
  /** Whether the model behind an upstream such as this can be told that a copy of the request is one. */
  marksCopyOf(request: IncomingMessage): boolean;
  /** How the body is to be sent on. */
  bodyOf(request: IncomingMessage): RequestBody;
  /**
   * Opens a request. Throws `UpstreamFailure`, or anything else when the head can't be written in HTTP/1.1.
   *
   * @param connection `own` for one that no request was on before, and none will be after
   * @param body all of it, when it was received before; still the caller's to send
   */
  open(head: RequestHead, connection: 'shared' | 'own', body: Buffer | undefined): ClientRequest;
  /** Understands the answer whose head is here; calls back once, at once where it can. */
  read(incoming: IncomingMessage, done: (answer: ModelAnswer | UpstreamFailure) => void): void;
  /** Closes the connections. */
  close(): void;
}

/** What callers are told when the gateway answers instead, unless there is something better to tell. */
export type UpstreamProblems = Readonly<Record<GatewayError, string>>;

/** What the model answered, as it is passed on. */
export interface ModelAnswer {
  readonly status: number;
  /** Undefined: the usual one of the status. */
  readonly statusMessage: string | undefined;
  /** Names and values in turn, without those of one connection and those that frame the body. */
  readonly headers: readonly string[];
  /** Length of the body, if the model told it. */
  readonly length: string | undefined;
  /** Fails with `UpstreamFailure`, or with the connection's own error. */
  readonly body: Readable;
}

/** Why the upstream gives no answer of the model. The message is for the caller. */
export class UpstreamFailure extends Error {
  /** @param status in the place of the reason's usual one */
  constructor(
    readonly reason: GatewayError,
    problem: string,
    readonly status?: number,
  ) {
    super(problem);
  }
}
