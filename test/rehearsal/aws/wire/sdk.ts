import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { WireServer } from '../../../../lib/rehearsal/aws/wire/server';
import { REHEARSAL_ACCESS_KEY } from '../../../../lib/rehearsal/aws/access-keys';

/** Client configuration that reaches the emulated account as the rehearsal, or with a role's key. */
export function clientConfig(account: EmulatedAccount, server: WireServer, accessKeyId = REHEARSAL_ACCESS_KEY) {
  return {
    endpoint: server.endpoint,
    region: account.region,
    credentials: { accessKeyId, secretAccessKey: 'unused' },
  };
}
