/** An operation of a fake service: takes the command's input, gives the answer or throws as AWS would. */
export type Operations = Readonly<Record<string, (input: any) => unknown>>;

/** Waits around every call of one invocation: where a test delays, reorders or kills it. */
export interface Gate {
  before(call: string): Promise<void>;
  after(call: string): Promise<void>;
}

export const OPEN: Gate = { before: async () => undefined, after: async () => undefined };

/** An error with the name that the SDK gives to an AWS error code. */
export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name });
}

/**
 * A client that knows only the given operations, by the names of their command classes, and throws at any other. The cast
 * is the one place where the tests' plain objects stand in for the SDK's overloaded `send`.
 */
export function fakeClient<Client>(operations: Operations, calls: string[], gate: Gate = OPEN): Client {
  const send = async (command: { constructor: { name: string }; input: unknown }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const operation = operations[name];
    if (operation === undefined) throw new Error(`the fake knows no ${name}`);
    await gate.before(name);
    calls.push(name);
    let outcome: { readonly value: unknown } | { readonly error: unknown };
    try {
      outcome = { value: structuredClone(operation(structuredClone(command.input))) };
    } catch (error) {
      outcome = { error };
    }
    await gate.after(name);
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
  return { send } as unknown as Client;
}

/** Lets an invocation make a number of calls and then ends it without a trace: nothing after that call is carried out. */
export function killAfter(count: number): { gate: Gate; killed: Promise<'killed'> } {
  let made = 0;
  let kill: (value: 'killed') => void = () => undefined;
  const killed = new Promise<'killed'>((resolve) => (kill = resolve));
  const forever = new Promise<void>(() => undefined);
  const gate: Gate = {
    before: async () => (made >= count ? forever : undefined),
    after: async () => {
      made++;
      if (made < count) return;
      kill('killed');
      return forever;
    },
  };
  return { gate, killed };
}
