import { CallContext, EmulatedService } from '../service';

/** The `sts` service: by it a caller learns who it is, which takes no permission (API reference of GetCallerIdentity). */
export function stsService(): EmulatedService {
  return {
    signingName: 'sts',
    protocol: 'query',
    xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: {
        authorize: () => [],
        handle: (_input, context) => {
          const { accountId: Account } = context;
          const [Arn, UserId] = identityOf(context);
          return { Account, Arn, UserId };
        },
      },
    },
  };
}

/** ARN and id. What no policy binds is called as the account's owner. */
function identityOf({ caller, accountId }: CallContext): readonly [string, string] {
  if (caller.kind !== 'role') return [`arn:aws:iam::${accountId}:root`, accountId];
  const { roleArn, session = 'rehearsal' } = caller;
  const roleName = roleArn.slice(roleArn.lastIndexOf('/') + 1); // a session's ARN has no path
  return [`arn:aws:sts::${accountId}:assumed-role/${roleName}/${session}`, `AROA${roleName}:${session}`];
}
