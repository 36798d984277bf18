import { KeyRing } from './keys';
import { hostOf, Origin } from './origin';
import { sign } from './sign';
import { SmallAnswer, smallCall } from './small-call';

const TIMEOUT_MS = 4_000;

/** A service of AWS, and who calls it. */
export interface AwsService {
  /** As signatures have it. */
  readonly service: string;
  readonly origin: Origin;
  readonly region: string;
  readonly keys: KeyRing;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Calls AWS with a small body. Rejects when there are no keys, or no answer. */
export async function signedCall(
  { service, origin, region, keys, now }: AwsService,
  { headers, ...request }: Pick<Parameters<typeof sign>[0], 'method' | 'path' | 'headers' | 'body'>,
): Promise<SmallAnswer> {
  const current = keys.current();
  if (current === undefined) throw new Error('there are no AWS credentials');
  const unsigned = { ...request, headers: { host: hostOf(origin), ...headers } };
  const signed = sign(unsigned, { service, region }, current, now());
  return smallCall({ ...request, origin, headers: signed, timeoutMs: TIMEOUT_MS });
}
