import { RouteAction } from '../aws/routing';
import { RequestHead } from './matching';

type Forward = Extract<RouteAction, { kind: 'forward' }>;

/** Name of ALB's cookie (developer guide, "Target group stickiness"). AWS encrypts its value; ours says what it means. */
const COOKIE = 'AWSALBTG';

/**
 * Group stickiness of a rule. It takes precedence over the weights: a caller stays with its group as long as the rule lists that, also
 * at weight 0 and without a target (aws-facts 4.2). The time is the cookie's own, in the rehearsal's clock: a client's clock is real.
 */
export class Stickiness {
  constructor(private readonly now: () => number) {}

  /** The group that answered this caller before; undefined when it is free to go anywhere. */
  groupOf({ groups, stickinessSeconds }: Forward, head: RequestHead): string | undefined {
    if (stickinessSeconds === undefined) return undefined;
    const [expires, targetGroupArn] = cookieOf(head)?.split('|') ?? [];
    if (Number(expires) <= this.now()) return undefined;
    return groups.some((group) => group.targetGroupArn === targetGroupArn) ? targetGroupArn : undefined;
  }

  /** Header that an answer of this group carries: each one begins the time anew. */
  cookieFor({ stickinessSeconds }: Forward, targetGroupArn: string): string | undefined {
    if (stickinessSeconds === undefined) return undefined;
    const value = encodeURIComponent(`${this.now() + stickinessSeconds * 1000}|${targetGroupArn}`);
    return `${COOKIE}=${value}; Path=/`;
  }
}

function cookieOf({ rawHeaders }: RequestHead): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index].toLowerCase() !== 'cookie') continue;
    const value = new RegExp(`(?:^|;\\s*)${COOKIE}=([^;]*)`).exec(rawHeaders[index + 1])?.[1];
    if (value !== undefined) return decoded(value);
  }
  return undefined;
}

/** A caller may send anything. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
