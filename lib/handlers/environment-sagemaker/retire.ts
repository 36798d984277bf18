import { EnvironmentName, ErrorName, RetireEvent, RetireResult } from '../../contract';
import { ReleaseError } from '../shared/errors';
import { Retiring } from '../shared/retirement';
import { keptCopies } from '../shared/kept-copies';
import { KeptCopies } from '../shared/release-copies';
import { EnvironmentContext } from './context';
import { releaseScaling } from './scaling';

/**
 * Removes the endpoint of the environment that lost, with what it was made of, unless a return would need that. Throws EnvironmentBusy
 * until it is gone.
 */
export async function retire(context: EnvironmentContext, event: RetireEvent): Promise<RetireResult> {
  const kept = () => context.store.read().then((ledger) => keptCopies(context.sageMaker, ledger));
  const retiring = new Retiring(context.store, context.rule, {
    old: async ({ environment, version }) => empty(context, environment, version, await kept()),
    failed: async ({ environment, version }, live) => {
      // First: emptying the other one may take an hour.
      if (live !== undefined) await releaseScaling(context, live);
      return empty(context, environment, version, await kept());
    },
  });
  return retiring.retire(event);
}

async function empty(
  context: EnvironmentContext,
  environment: EnvironmentName,
  version: string,
  kept: KeptCopies,
): Promise<string> {
  const removal = await context.removal.advance(environment, kept);
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
