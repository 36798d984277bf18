import { Account } from '../aws/account';
import { matchesPattern } from '../aws/iam/patterns';

/** CloudWatch signs its calls as `monitoring`; policies and people say `cloudwatch`. */
const PREFIXES: Readonly<Record<string, string>> = { monitoring: 'cloudwatch' };
/** Operations whose permission has another name. */
const ACTIONS: Readonly<Record<string, string>> = {
  'lambda:Invoke': 'lambda:InvokeFunction',
  'dynamodb:TransactWriteItems': 'dynamodb:PutItem', // each action of a transaction needs its own permission
};

/** An operation as people write it: `ecs:UpdateService`. */
export function apiName({ service, operation }: { readonly service: string; readonly operation: string }): string {
  return `${PREFIXES[service] ?? service}:${operation}`;
}

/** The operations of the emulated account that one of these actions allows, sorted. */
export function callableOperations(account: Account, actions: readonly string[]): readonly string[] {
  const names = account
    .serviceNames()
    .flatMap((service) =>
      Object.keys(account.service(service).operations).map((operation) => apiName({ service, operation })),
    );
  return names.filter((name) => actions.some((action) => matchesPattern(action, ACTIONS[name] ?? name, true))).sort();
}
