import { HostedModel } from '../hosting/hosted-model';
import { BlueGreenModelProps } from './blue-green-model-props';

/** Gateways measure every request, and their alarms look at ten seconds too: probes would only be counted among those. */
export function assertProbe({ modelName, probe }: BlueGreenModelProps, { gateway }: HostedModel): void {
  if (probe === undefined || gateway === undefined) return;
  throw new Error(
    `model "${modelName}" must have a probe or a gateway, got both; leave the probe out, the gateway's alarms are as fast and see what callers get`,
  );
}
