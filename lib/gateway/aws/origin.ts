import { Address } from '../config/variables';

/** A server that is called by HTTP, or by HTTPS. */
export interface Origin extends Address {
  readonly secure: boolean;
}

/** Undefined for anything but http or https, and for a path, a query or a user. */
export function originOf(text: string): Origin | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const secure = url?.protocol === 'https:';
  if (url === undefined || !(secure || url.protocol === 'http:') || url.href !== `${url.origin}/`) return undefined;
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  return { hostname, port: Number(url.port === '' ? (secure ? 443 : 80) : url.port), secure };
}

/** As the `host` header has it: the port only when it is not the usual one, so that it reads as signers expect. */
export function hostOf({ hostname, port, secure }: Origin): string {
  const host = hostname.includes(':') ? `[${hostname}]` : hostname;
  return port === (secure ? 443 : 80) ? host : `${host}:${port}`;
}
