import { AwsError } from '../../../../lib/rehearsal/aws/service';
import { JournalEntry, PendingCall } from '../../../../lib/rehearsal/aws/account';
import { isMutating } from '../../../../lib/rehearsal/lambda/faults';
import { Witness } from './witness';
import { World } from './world';

/** One thing that goes wrong once in a release. */
export type FaultCase =
  | {
      readonly kind: 'function-dies';
      readonly entry: string;
      /** 1 for its first call that changes something. */ readonly call: number;
      readonly operation: string;
    }
  | { readonly kind: 'throttle'; readonly operation: string };

/** One call more than the SDK tries by itself, so that the function really fails. */
const THROTTLED_CALLS = 4;
/** The first calls of a function differ; those after them are looks that repeat. */
const MAX_CALLS = 12;

/** Every function death and every throttled operation that the journal of a happy release has a place for. */
export function casesOf(witness: Witness): readonly FaultCase[] {
  const calls = witness.journal.filter(({ caller, error }) => caller.kind === 'role' && error === undefined);
  const operations = [...new Set(calls.map(operationOf))].sort();
  const deaths = new Map<string, string[]>();
  for (const call of calls.filter(({ operation }) => isMutating(operation))) {
    const entry = witness.functionOf(call);
    if (entry !== undefined) deaths.set(entry, [...(deaths.get(entry) ?? []), operationOf(call)]);
  }
  return [
    ...[...deaths]
      .sort()
      .flatMap(([entry, made]) =>
        made
          .slice(0, MAX_CALLS)
          .map((operation, index) => ({ kind: 'function-dies', entry, call: index + 1, operation }) as const),
      ),
    ...operations.map((operation) => ({ kind: 'throttle', operation }) as const),
  ];
}

export function textOf(fault: FaultCase): string {
  if (fault.kind === 'throttle') return `${fault.operation} throttles its first ${THROTTLED_CALLS} calls`;
  return `${fault.entry} dies after its call ${fault.call} that changes something (${fault.operation})`;
}

/** Arms a fault; the returned function disarms it and says whether it struck. */
export function arm(world: World, fault: FaultCase): () => boolean {
  return fault.kind === 'throttle' ? throttle(world, fault.operation) : kill(world, fault);
}

function throttle(world: World, operation: string): () => boolean {
  const { faults } = world.stage.account;
  let count = 0;
  const strike = (call: PendingCall): AwsError | undefined => {
    if (call.caller.kind !== 'role' || operationOf(call) !== operation || ++count > THROTTLED_CALLS) return undefined;
    return throttlingError(world, call.service);
  };
  faults.add(strike);
  return () => {
    faults.delete(strike);
    return count > 0;
  };
}

/** As each service names it; Lambda's comes with status 429. */
function throttlingError(world: World, service: string): AwsError {
  if (service === 'lambda') return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
  const isQuery = world.stage.account.service(service).protocol === 'query';
  return new AwsError(isQuery ? 'Throttling' : 'ThrottlingException', 'Rate exceeded');
}

/** Counts the function's calls over all its invocations, and kills the one that makes the chosen one. */
function kill(world: World, { entry, call }: Extract<FaultCase, { kind: 'function-dies' }>): () => boolean {
  const { account, functions } = world.stage;
  const witness = world.witness();
  let made = 0;
  let struck = false;
  const count = (each: JournalEntry): void => {
    if (witness.functionOf(each) === entry && each.error === undefined && isMutating(each.operation)) made++;
  };
  const strike = ({ functionName }: { readonly functionName: string }) => {
    if (struck || witness.entryOf(functionName) !== entry || made >= call) return undefined;
    return { kind: 'after-call', call: call - made } as const;
  };
  const onDeath = (): void => void (struck = true);
  account.observers.add(count);
  functions.faults.add(strike);
  functions.deathListeners.add(onDeath);
  return () => {
    account.observers.delete(count);
    functions.faults.delete(strike);
    functions.deathListeners.delete(onDeath);
    return struck;
  };
}

function operationOf({ service, operation }: Pick<JournalEntry, 'service' | 'operation'>): string {
  return `${service}:${operation}`;
}
