import { DeployError } from '../deploy-error';
import { ResourceProvider } from './provider';

/** For types whose every property replaces: the engine never asks such a provider to update. */
export const neverUpdated: ResourceProvider['update'] = async (_instance, _properties, _previous, context) => {
  throw new DeployError(`${context.type} can't be updated in place`);
};
