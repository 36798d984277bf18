import { IncomingMessage } from 'node:http';

/** What load balancers of AWS call themselves when they check a target (ELB user guide, "Health checks"). */
const LOAD_BALANCER = 'ELB-HealthChecker/';

/** The paths on which health is asked for. */
export interface HealthPaths {
  /** The gateway's own, for everybody. */
  readonly own: string;
  /** The model's, which load balancers ask for too: the same target group fits tasks with and without a gateway. */
  readonly model: string | undefined;
}

/** Whether a request is a health check: it is answered by the gateway, and counts neither as a request nor as an error. */
export function isHealthCheck({ url, headers }: IncomingMessage, { own, model }: HealthPaths): boolean {
  return url === own || (url === model && headers['user-agent']?.startsWith(LOAD_BALANCER) === true);
}
