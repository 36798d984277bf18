import { HealthProbe, httpProbe } from '../../../../lib/rehearsal/aws/elbv2/probe';
import { TargetHealthReason } from '../../../../lib/rehearsal/aws/elbv2/records';
import { Network } from '../../../../lib/rehearsal/network';
import { ModelTasks } from './model-tasks';

/**
 * Health checks by HTTP, but of a server that is as it was at its last check only one: in a release on the virtual clock a target is checked
 * hundreds of times, which would take a third of its real time. What a server says is kept; that it could not be reached is not.
 */
export function steadyProbe(network: Network, tasks: ModelTasks): HealthProbe {
  const byHttp = httpProbe(network, 2000);
  const said = new Map<string, TargetHealthReason | undefined>();
  return async (target, check) => {
    const port = check.port === 'traffic-port' ? target.port : Number(check.port);
    const server = [network.resolve(target.ip, port), tasks.isHealthy(target.ip)];
    const key = JSON.stringify([target.ip, port, server, check.path, check.matcher]);
    if (said.has(key)) return said.get(key);
    const reason = await byHttp(target, check);
    if (reason === undefined || reason.code === 'Target.ResponseCodeMismatch') said.set(key, reason);
    return reason;
  };
}
