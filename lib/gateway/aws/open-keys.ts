import { AwsConfig } from '../config/aws-config';
import { Logger } from '../log/logger';
import { containerKeys } from './container-keys';
import { KeyRing } from './keys';
import { RenewedKeys } from './renewed-keys';

/** The keys of the configuration; resolves when they are there, or known to be missing for now. */
export async function openKeys({ keys }: AwsConfig, log: Logger): Promise<KeyRing> {
  if ('accessKeyId' in keys) return { current: () => keys };
  const renewed = new RenewedKeys({ ask: () => containerKeys(keys), now: Date.now, log });
  await renewed.start();
  return renewed;
}
