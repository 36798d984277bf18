import { CallContext } from '../service';

/** What every ELBv2 ARN of the account begins with. */
export function arnPrefix(context: CallContext): string {
  return `arn:aws:elasticloadbalancing:${context.region}:${context.accountId}:`;
}
