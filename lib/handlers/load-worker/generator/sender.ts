import { LoadRequest } from '../../../contract';

/** Told how a request ended: the class of what went wrong, or nothing. Calls after the first one are ignored. */
export type Ended = (error?: string) => void;

/** The way to an environment. */
export interface LoadSender {
  /** Sends the request at a place of the schedule: the corpus in turn, over and over. Answers what cuts it. */
  send(place: number, ended: Ended): () => void;
  /** Cuts what is still open. */
  close(): void;
}

/** Bytes of a request; undefined when it has no body. */
export function bodyOf({ body, encoding }: LoadRequest): Buffer | undefined {
  return body === undefined ? undefined : Buffer.from(body, encoding ?? 'utf8');
}
