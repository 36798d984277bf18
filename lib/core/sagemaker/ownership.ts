import { ENVIRONMENTS } from '../../contract';
import { isCopyName } from './copy-name';
import { Endpoint } from './endpoint';

/**
 * True when an endpoint belongs to something else than the model: releases give an endpoint nothing but endpoint configs of their
 * own making, whose names tell the model. One that something else is deleting is in nobody's way: it is waited for.
 */
export function isForeign(endpoint: Endpoint | undefined, modelName: string): boolean {
  if (endpoint === undefined || endpoint.status === 'Deleting') return false;
  const config = configOf(endpoint);
  return config === undefined || !ENVIRONMENTS.some((environment) => isCopyName(modelName, environment, config));
}

/** One sentence about a foreign endpoint, without what to do about it. */
export function inWordsForeign(endpoint: Endpoint, modelName: string): string {
  return (
    `endpoint "${endpoint.name}" belongs to something else: it runs endpoint config "${configOf(endpoint) ?? 'none'}", ` +
    `which no release of model "${modelName}" made`
  );
}

/** What serves now; an endpoint that is being created may show only what it is to have. */
function configOf({ configName, pendingConfigName }: Endpoint): string | undefined {
  return configName ?? pendingConfigName;
}
