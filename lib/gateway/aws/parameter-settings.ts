import { CompleteSettings, parseSettings } from '../settings/settings';
import { SettingsSource } from '../settings/settings-source';
import { KeyRing } from './keys';
import { hostOf, Origin } from './origin';
import { sign } from './sign';
import { members, smallCall } from './small-call';

const TIMEOUT_MS = 4_000;

export interface ParameterOptions {
  readonly name: string;
  readonly origin: Origin;
  readonly region: string;
  readonly keys: KeyRing;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The settings in an SSM parameter; needs `ssm:GetParameter` on it. SSM gives an account 40 of these calls a second. */
export function parameterSettings(options: ParameterOptions): SettingsSource {
  return { read: async () => readParameter(options) };
}

async function readParameter({ name, origin, region, keys, now }: ParameterOptions): Promise<CompleteSettings> {
  const current = keys.current();
  if (current === undefined) throw new Error('there are no AWS credentials');
  const body = Buffer.from(JSON.stringify({ Name: name }));
  const headers = {
    host: hostOf(origin),
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
  };
  const request = { method: 'POST', path: '/', headers, body };
  const signed = sign(request, { service: 'ssm', region }, current, now());
  const { status, text } = await smallCall({ ...request, origin, headers: signed, timeoutMs: TIMEOUT_MS });
  const answer = members(text) as { readonly Parameter?: { readonly Value?: unknown } };
  const value = answer.Parameter?.Value;
  if (status !== 200 || typeof value !== 'string') {
    throw new Error(`GetParameter of ${name} failed with status ${status}: ${text.slice(0, 500)}`);
  }
  return parseSettings(value);
}
