import { EnvironmentName, ErrorName, RetireEvent, RetireResult } from '../../contract';
import { ReleaseError } from '../shared/errors';
import { Retiring } from '../shared/retirement';
import { EnvironmentContext } from './context';
import { releaseScaling } from './scaling';

/** Removes the endpoint of the environment that lost, with what it was made of. Throws EnvironmentBusy until it is gone. */
export async function retire(context: EnvironmentContext, event: RetireEvent): Promise<RetireResult> {
  const retiring = new Retiring(context.store, context.rule, {
    old: ({ environment, version }) => empty(context, environment, version),
    failed: async ({ environment, version }, kept) => {
      // First: emptying the other one may take an hour.
      if (kept !== undefined) await releaseScaling(context, kept);
      return empty(context, environment, version);
    },
  });
  return retiring.retire(event);
}

async function empty(context: EnvironmentContext, environment: EnvironmentName, version: string): Promise<string> {
  const removal = await context.removal.advance(environment);
  if (removal.kind === 'waiting') {
    throw new ReleaseError(
      ErrorName.ENVIRONMENT_BUSY,
      `the endpoint of ${environment} must be gone before the rest is removed: ${removal.reason}; try again`,
    );
  }
  await context.setGatewayVersion(environment, undefined);
  if (removal.kind === 'left-alone') return `version ${version} of ${environment} is out; ${removal.reason}`;
  return `version ${version} of ${environment} is removed with its endpoint`;
}
