import { AwsError, CallContext } from '../service';

const NAME =
  /^(?:(?:arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?(?:\d{12}:)?function:)?(?<name>[A-Za-z0-9_-]{1,64})(?::(?<qualifier>[A-Za-z0-9$_-]+))?$/;

/** The bare name in any of the forms that Lambda takes: name, `name:qualifier`, ARN, partial ARN. */
export function functionNameOf(nameOrArn: string, qualifier?: string): string {
  const groups = NAME.exec(nameOrArn)?.groups;
  if (groups?.name === undefined) {
    throw new AwsError('ValidationException', `functionName must be a function's name or ARN, got ${nameOrArn}`);
  }
  const version = qualifier ?? groups.qualifier ?? '$LATEST';
  if (version !== '$LATEST') {
    throw new AwsError('NotImplemented', `versions and aliases are not emulated, got ${groups.name}:${version}`, 501);
  }
  return groups.name;
}

export function functionArn(name: string, { region, accountId }: Pick<CallContext, 'region' | 'accountId'>): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${name}`;
}
