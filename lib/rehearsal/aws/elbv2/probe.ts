import { request } from 'node:http';
import { Network } from '../../network';
import { statusMatches } from './matcher';
import { HealthCheckSettings, TargetHealthReason } from './records';

/** One health check of one target: undefined when it passed, else why it failed. Never rejects. */
export type HealthProbe = (
  target: { readonly ip: string; readonly port: number },
  check: HealthCheckSettings,
) => Promise<TargetHealthReason | undefined>;

const UNREACHABLE: TargetHealthReason = { code: 'Target.FailedHealthChecks', description: 'Health checks failed' };
const TIMED_OUT: TargetHealthReason = { code: 'Target.Timeout', description: 'Request timed out' };

/**
 * Health checks by real HTTP requests to the loopback port behind the target's address.
 *
 * @param maxTimeoutMs Longest wait for an answer in real milliseconds. The timeout of the target group is virtual time; on
 *   a fast clock it would be less than a busy laptop needs to answer, so real time counts, shortened to this.
 */
export function httpProbe(network: Network, maxTimeoutMs: number): HealthProbe {
  return (target, check) => {
    const port = check.port === 'traffic-port' ? target.port : Number(check.port);
    const loopback = network.resolve(target.ip, port);
    if (loopback === undefined) return Promise.resolve(UNREACHABLE);
    return probe(loopback, `${target.ip}:${port}`, check, Math.min(check.timeoutSeconds * 1000, maxTimeoutMs));
  };
}

function probe(
  loopbackPort: number,
  host: string,
  check: HealthCheckSettings,
  timeoutMs: number,
): Promise<TargetHealthReason | undefined> {
  return new Promise((resolve) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: loopbackPort,
        path: check.path,
        agent: false, // ALB closes the connection after each health check
        headers: { host, 'user-agent': 'ELB-HealthChecker/2.0' },
      },
      (response) => {
        response.resume();
        resolve(verdict(response.statusCode ?? 0, check.matcher));
        sent.destroy();
      },
    );
    const timer = setTimeout(() => {
      resolve(TIMED_OUT);
      sent.destroy();
    }, timeoutMs);
    sent.on('error', () => resolve(UNREACHABLE));
    sent.on('close', () => clearTimeout(timer));
    sent.end();
  });
}

function verdict(status: number, matcher: string): TargetHealthReason | undefined {
  if (statusMatches(matcher, status)) return undefined;
  return { code: 'Target.ResponseCodeMismatch', description: `Health checks failed with these codes: [${status}]` };
}
