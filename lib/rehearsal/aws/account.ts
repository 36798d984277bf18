import { Clock } from '../clock';
import { AwsError, Caller, EmulatedService } from './service';

/** One API call, as the journal keeps it. */
export interface JournalEntry {
  /** Virtual time of the call's arrival. */
  readonly at: number;
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly input: unknown;
  readonly output?: unknown;
  /** AWS error code when the call failed, with its message. */
  readonly error?: { readonly code: string; readonly message: string };
  /** True when a fault of the rehearsal made the call fail. */
  readonly injected?: boolean;
}

/** A call that is about to be handled: what an API fault decides on. */
export interface PendingCall {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly input: any;
  readonly at: number;
}

/** A fault: returns the error that the call shall get, or undefined to let it pass. Asked before authorization. */
export type ApiFault = (call: PendingCall) => AwsError | undefined;

/**
 * The emulated account: the only way to its services. The wire server, the interpreter, alarm actions and the deployment
 * engine all come through `call`, so every call is validated, authorised, journalled and open to faults in one place. Users'
 * traffic, which some services take too, is validated and authorised only.
 */
export interface Account {
  readonly region: string;
  readonly accountId: string;
  readonly clock: Clock;
  readonly journal: readonly JournalEntry[];
  readonly faults: Set<ApiFault>;
  register(service: EmulatedService): void;
  /** Signing names of the services that are emulated. */
  serviceNames(): readonly string[];
  /** Looks a service up by signing name; throws when it is not emulated. */
  service(signingName: string): EmulatedService;
  /**
   * Makes a call: faults, required members, authorization, handler, journal, in that order.
   * Throws `AwsError`; code `NotImplemented` with status 501 for an unknown service or operation.
   */
  call(signingName: string, operation: string, input: unknown, caller?: Caller): Promise<any>;
}
