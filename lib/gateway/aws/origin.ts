import { Address } from '../config/variables';

/** A server that is called by HTTP, or by HTTPS. */
export interface Origin extends Address {
  readonly secure: boolean;
}

/** Throws for anything but http or https, and for a path, a query or a user. */
export function parseOrigin(text: string): Origin {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'https:';
  if (url === undefined || !(secure || url.protocol === 'http:') || url.href !== `${url.origin}/`) {
    throw new Error(`must be http(s)://host:port, got ${JSON.stringify(text)}; leave out path, query and user`);
  }
  return {
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port === '' ? (secure ? 443 : 80) : url.port),
    secure,
  };
}

/** As the `host` header has it: the port only when it is not the usual one, so that it reads as signers expect. */
export function hostOf({ hostname, port, secure }: Origin): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return port === (secure ? 443 : 80) ? host : `${host}:${port}`;
}
