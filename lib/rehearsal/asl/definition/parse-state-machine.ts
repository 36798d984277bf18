import * as z from 'zod';
import { JsonObject, isJsonObject } from '../json';
import { json, positiveSeconds } from './fields';
import { mapProblems } from './map-mode';
import { ExecutionType, Flow, InvalidStateMachine, State, StateMachine } from './state-machine';
import { stateSchema } from './state-schemas';
import { transitionProblems } from './transitions';

/** Largest definition (developer guide, "Service quotas"). */
const LARGEST_DEFINITION_BYTES = 1024 * 1024;
/** Longest state name (language specification). */
const LONGEST_NAME = 80;

const flowFields = {
  StartAt: z.string(),
  States: z.record(z.string(), json),
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
};
const branchSchema = z.strictObject(flowFields);
const processorSchema = z.strictObject({
  ...flowFields,
  ProcessorConfig: z
    .discriminatedUnion('Mode', [
      z.strictObject({ Mode: z.literal('INLINE') }),
      z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.enum(['STANDARD', 'EXPRESS']) }),
    ])
    .default({ Mode: 'INLINE' }),
});
const machineSchema = z.strictObject({
  ...flowFields,
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: positiveSeconds.optional(),
});

/**
 * Checks a definition in the Amazon States Language and prepares it for running.
 * @param definition the definition as an object or as JSON text
 * @throws InvalidStateMachine with every problem found, each naming its state; also for what AWS has and the rehearsal has not
 */
export function parseStateMachine(definition: unknown): StateMachine {
  const parser = new DefinitionParser();
  const machine = parser.parse(typeof definition === 'string' ? parseText(definition) : definition);
  if (machine === undefined || parser.problems.length > 0) throw new InvalidStateMachine(parser.problems);
  return machine;
}

function parseText(text: string): unknown {
  if (Buffer.byteLength(text) > LARGEST_DEFINITION_BYTES) {
    throw new InvalidStateMachine([`the definition must have at most ${LARGEST_DEFINITION_BYTES} bytes`]);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidStateMachine([`the definition is not JSON: ${String(error)}`]);
  }
}

/** What is parsed apart of a Map or Parallel state. */
interface Nested {
  readonly ItemProcessor?: Flow;
  readonly executionType?: ExecutionType;
  readonly Branches?: readonly Flow[];
}

type FlowFields = z.output<typeof branchSchema>;

class DefinitionParser {
  readonly problems: string[] = [];
  /** Names are unique in the whole machine, branches included. */
  private readonly names = new Set<string>();
  private readonly labels = new Set<string>();
  /** While the processor of a distributed Map is parsed. */
  private isWithinDistributed = false;

  parse(definition: unknown): StateMachine | undefined {
    const fields = this.check(machineSchema, definition, '');
    if (fields === undefined) return undefined;
    const { TimeoutSeconds: timeoutSeconds } = fields;
    return { ...this.parseFlow(fields), ...(timeoutSeconds !== undefined && { timeoutSeconds }) };
  }

  private parseFlow({ StartAt: startAt, States: raw }: FlowFields): Flow {
    const states = new Map<string, State>();
    for (const [name, definition] of Object.entries(raw)) {
      this.checkName(name);
      const state = this.parseState(name, definition);
      if (state !== undefined) states.set(name, state);
    }
    this.problems.push(...transitionProblems(startAt, raw));
    return { startAt, states };
  }

  private checkName(name: string): void {
    if (this.names.has(name)) this.problems.push(`state "${name}": the name is used twice in the machine`);
    if (name.length > LONGEST_NAME)
      this.problems.push(`state "${name}": a name has at most ${LONGEST_NAME} characters`);
    this.names.add(name);
  }

  private parseState(name: string, definition: unknown): State | undefined {
    const where = `state "${name}": `;
    const nested = isJsonObject(definition) ? this.parseNested(where, definition) : {};
    const state = this.check(stateSchema, definition, where);
    return state === undefined ? undefined : ({ ...state, ...nested } as State);
  }

  /** Flows inside a Map or Parallel state; parsed even when the state's own fields are wrong. */
  private parseNested(where: string, definition: JsonObject): Nested {
    if (definition['Type'] === 'Map') return this.parseMap(where, definition);
    if (definition['Type'] !== 'Parallel' || !Array.isArray(definition['Branches'])) return {};
    const branches = definition['Branches'].map((branch, index) => {
      const fields = this.check(branchSchema, branch, `${where}Branches[${index}]: `);
      return fields === undefined ? [] : [this.parseFlow(fields)];
    });
    return { Branches: branches.flat() };
  }

  private parseMap(where: string, definition: JsonObject): Nested {
    const fields = this.check(processorSchema, definition['ItemProcessor'], `${where}ItemProcessor: `);
    if (fields === undefined) return {};
    const { ProcessorConfig: config } = fields;
    this.problems.push(
      ...mapProblems(definition, config.Mode === 'DISTRIBUTED').map((problem) => `${where}${problem}`),
    );
    if (config.Mode === 'INLINE') return { ItemProcessor: this.parseFlow(fields) };
    this.checkLabel(where, definition['Label']);
    if (this.isWithinDistributed) {
      this.problems.push(`${where}a distributed Map inside of a distributed Map is not rehearsed`);
      return {};
    }
    this.isWithinDistributed = true;
    const processor = this.parseFlow(fields);
    this.isWithinDistributed = false;
    return { ItemProcessor: processor, executionType: config.ExecutionType };
  }

  private checkLabel(where: string, label: unknown): void {
    if (typeof label !== 'string') return;
    if (this.labels.has(label)) this.problems.push(`${where}the Label "${label}" is used twice in the machine`);
    this.labels.add(label);
  }

  private check<Output>(schema: z.ZodType<Output>, value: unknown, where: string): Output | undefined {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    this.problems.push(...parsed.error.issues.map((issue) => `${where}${describe(issue)}`));
    return undefined;
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const message =
    issue.code === 'unrecognized_keys'
      ? `${issue.keys.map((key) => `"${key}"`).join(', ')} is unknown or not rehearsed`
      : issue.message;
  const field = issue.path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
  return field === '' ? message : `${field}: ${message}`;
}
