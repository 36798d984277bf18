import { Environment } from './env';
import { jsonLogger, Logger } from './logger';

/** What every handler is made of; tests inject all of it. */
export interface HandlerDeps<Clients> {
  readonly clients: Clients;
  readonly now: () => Date;
  readonly env: Environment;
  readonly logger?: Logger;
}

/** The outer world of a deployed function. The environment is read at the first event, so that importing a handler is harmless. */
export function deployedWith<Clients>(clients: Clients): HandlerDeps<Clients> {
  return { clients, now: () => new Date(), env: process.env, logger: jsonLogger() };
}

/** Makes a value at its first use and keeps it. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Silent unless a logger is given: what tests want. */
export const SILENT: Logger = { info: () => undefined, error: () => undefined };
