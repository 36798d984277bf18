import * as z from 'zod';
import {
  EnvironmentFunctionEvent,
  EnvironmentFunctionResult,
  MatchEvent,
  MatchResult,
  PollEvent,
  PollResult,
  ProvisionEvent,
  ProvisionResult,
  RetireEvent,
  RetireResult,
  SettleEvent,
  SettleResult,
} from '../../contract';
import { parseEvent } from './parse';

/** What each kind of hosting does for a release. */
export interface EnvironmentActions<Context> {
  provision(context: Context, event: ProvisionEvent): Promise<ProvisionResult>;
  poll(context: Context, event: PollEvent): Promise<PollResult>;
  match(context: Context, event: MatchEvent): Promise<MatchResult>;
  settle(context: Context, event: SettleEvent): Promise<SettleResult>;
  retire(context: Context, event: RetireEvent): Promise<RetireResult>;
}

const releaseId = z.string().min(1);

const schema: z.ZodType<EnvironmentFunctionEvent> = z.discriminatedUnion('action', [
  z.object({ action: z.literal('provision'), releaseId }),
  z.object({ action: z.literal('poll'), releaseId, since: z.string().min(1).optional() }),
  z.object({ action: z.literal('match'), releaseId }),
  z.object({ action: z.literal('settle'), releaseId }),
  z.object({ action: z.literal('retire'), releaseId, which: z.enum(['old', 'failed']) }),
]);

/** The events of an environment function, each with the action of its hosting. */
export function environmentHandler<Context>(
  context: () => Context,
  actions: EnvironmentActions<Context>,
): (event: unknown) => Promise<EnvironmentFunctionResult> {
  return async (input) => {
    const event = parseEvent(schema, input);
    switch (event.action) {
      case 'provision':
        return actions.provision(context(), event);
      case 'poll':
        return actions.poll(context(), event);
      case 'match':
        return actions.match(context(), event);
      case 'settle':
        return actions.settle(context(), event);
      case 'retire':
        return actions.retire(context(), event);
    }
  };
}
