import { Clock } from '../../../lib/rehearsal/clock';
import { CallContext, EmulatedService } from '../../../lib/rehearsal/aws/service';

/** Calls operations of one service as the rehearsal itself, without the account around it. */
export function caller(service: EmulatedService, clock: Clock) {
  const context = callContext(clock);
  return (operation: string, input: unknown): any => service.operations[operation].handle(input, context);
}

export function callContext(clock: Clock): CallContext {
  return { clock, caller: { kind: 'rehearsal' }, region: 'eu-west-1', accountId: '111122223333' };
}

/** The AWS error code that a call fails with, or undefined when it succeeds. */
export function errorCode(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
