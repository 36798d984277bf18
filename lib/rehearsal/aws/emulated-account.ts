import { Clock } from '../clock';
import { AccessKeys } from './access-keys';
import { Account, ApiFault, JournalEntry } from './account';
import { Authorizer } from './iam/authorizer';
import { iamService } from './iam/iam-service';
import { RoleStore } from './iam/role-store';
import { requireMembers } from './required-members';
import { AwsError, CallContext, Caller, EmulatedService, Operation } from './service';

export interface EmulatedAccountOptions {
  readonly clock: Clock;
  /** @default 'eu-west-1' */
  readonly region?: string;
  /** Twelve digits. @default '123456789012' */
  readonly accountId?: string;
}

/** Sees every finished call before its answer goes back; the answer waits for it. */
export type CallObserver = (entry: JournalEntry) => void | Promise<void>;

/** An entry is listed at the call's arrival, so that the journal is in the order of arrival, and completed at its end. */
type OpenEntry = { -readonly [K in keyof JournalEntry]: JournalEntry[K] };

const REHEARSAL: Caller = { kind: 'rehearsal' };

/** The account in memory. It starts with one service, `iam`, whose roles bind every caller of kind `role`. */
export class EmulatedAccount implements Account {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly faults = new Set<ApiFault>();
  readonly observers = new Set<CallObserver>();
  readonly accessKeys = new AccessKeys();
  readonly roles: RoleStore;
  readonly authorizer: Authorizer;
  private readonly entries: JournalEntry[] = [];
  private readonly services = new Map<string, EmulatedService>();

  constructor(options: EmulatedAccountOptions) {
    this.clock = options.clock;
    this.region = options.region ?? 'eu-west-1';
    this.accountId = options.accountId ?? '123456789012';
    this.roles = new RoleStore(this.accountId);
    this.authorizer = new Authorizer(this.roles);
    this.register(iamService(this.roles));
  }

  get journal(): readonly JournalEntry[] {
    return this.entries;
  }

  register(service: EmulatedService): void {
    if (this.services.has(service.signingName)) {
      throw new Error(`service ${service.signingName} is registered already; register each service once`);
    }
    this.services.set(service.signingName, service);
  }

  service(signingName: string): EmulatedService {
    const service = this.services.get(signingName);
    if (service === undefined) throw notImplemented(`service ${signingName} is not emulated`);
    return service;
  }

  /** Signing names of the services that are emulated. */
  serviceNames(): readonly string[] {
    return [...this.services.keys()];
  }

  async call(signingName: string, operation: string, input: unknown, caller: Caller = REHEARSAL): Promise<any> {
    const { traffic = false, contents = [] } = this.find(signingName, operation) ?? {};
    if (traffic) return this.handle(signingName, operation, input, caller);
    const entry: OpenEntry = {
      at: this.clock.now(),
      service: signingName,
      operation,
      caller,
      input: structuredClone(without(contents, input)),
    };
    this.entries.push(entry);
    try {
      const output = await this.perform(entry, contents.length === 0 ? undefined : input);
      entry.output = structuredClone(without(contents, output));
      return output;
    } catch (error) {
      entry.error = describe(error);
      throw error;
    } finally {
      for (const observe of this.observers) await observe(entry);
    }
  }

  /** @param whole the input with its contents, where the journal's has none */
  private async perform(entry: OpenEntry, whole: unknown): Promise<unknown> {
    operationOf(this.service(entry.service), entry.operation); // what isn't emulated answers 501, whatever fault is armed
    this.injectFault(entry);
    return this.handle(entry.service, entry.operation, whole ?? entry.input, entry.caller);
  }

  private async handle(signingName: string, name: string, input: unknown, caller: Caller): Promise<unknown> {
    const service = this.service(signingName);
    const operation = operationOf(service, name);
    requireMembers(service, name, operation.required, input);
    const context: CallContext = { clock: this.clock, caller, region: this.region, accountId: this.accountId };
    this.authorizer.authorize(service, operation.authorize(input, context), context);
    return operation.handle(input, context);
  }

  private find(signingName: string, name: string): Operation | undefined {
    const operations = this.services.get(signingName)?.operations ?? {};
    return Object.hasOwn(operations, name) ? operations[name] : undefined;
  }

  private injectFault(entry: OpenEntry): void {
    for (const fault of this.faults) {
      const error = fault(entry);
      if (error === undefined) continue;
      entry.injected = true;
      throw error;
    }
  }
}

function operationOf(service: EmulatedService, name: string): Operation {
  const operation = Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
  if (operation === undefined) throw notImplemented(`operation ${service.signingName}:${name} is not emulated`);
  return operation;
}

function without(members: readonly string[], value: unknown): unknown {
  if (members.length === 0 || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !members.includes(name)));
}

function notImplemented(message: string): AwsError {
  return new AwsError('NotImplemented', message, 501);
}

function describe(error: unknown): { code: string; message: string } {
  if (error instanceof AwsError) return { code: error.code, message: error.message };
  return { code: 'InternalFailure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
