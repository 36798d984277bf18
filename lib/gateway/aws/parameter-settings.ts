import { CompleteSettings, parseSettings } from '../settings/settings';
import { SettingsSource } from '../settings/settings-source';
import { AwsService, signedCall } from './signed-call';
import { members } from './small-call';

export interface ParameterOptions extends Omit<AwsService, 'service'> {
  readonly name: string;
}

/**
 * The settings in an SSM parameter; needs `ssm:GetParameter` on it. SSM gives an account 40 of these calls a second. Times in the
 * settings are AWS' own: the clock of this machine is set right by what SSM says it is.
 */
export function parameterSettings(options: ParameterOptions): SettingsSource {
  let lateMs = 0;
  return {
    read: async () => {
      const { settings, at } = await readParameter(options);
      if (at !== undefined) lateMs = at - options.now();
      return settings;
    },
    now: () => options.now() + lateMs,
  };
}

interface Read {
  readonly settings: CompleteSettings;
  /** Milliseconds since 1970 by SSM's clock. */
  readonly at: number | undefined;
}

async function readParameter({ name, ...of }: ParameterOptions): Promise<Read> {
  const { status, text, date } = await signedCall(
    { ...of, service: 'ssm' },
    {
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AmazonSSM.GetParameter' },
      body: Buffer.from(JSON.stringify({ Name: name })),
    },
  );
  const answer = members(text) as { readonly Parameter?: { readonly Value?: unknown } };
  const value = answer.Parameter?.Value;
  if (status !== 200 || typeof value !== 'string') {
    throw new Error(`GetParameter of ${name} failed with status ${status}: ${text.slice(0, 500)}`);
  }
  const at = Date.parse(date ?? '');
  return { settings: parseSettings(value), at: Number.isNaN(at) ? undefined : at };
}
