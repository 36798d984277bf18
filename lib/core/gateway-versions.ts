import { EnvironmentName, GatewaySettings } from '../contract';

/** Settings by which gateways know the version of an environment; undefined when it has none any more. */
export function withVersion(
  settings: GatewaySettings,
  environment: EnvironmentName,
  version: string | undefined,
): GatewaySettings {
  return { ...settings, versions: { ...settings.versions, [environment]: version } };
}
