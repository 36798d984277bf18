import {
  ChildEnd,
  Json,
  JsonObject,
  MapRun,
  MapRunDefinition,
  MapRuns,
  runExecution,
  ServiceCallError,
} from '../../../../../lib/rehearsal/asl';
import { ExecutionOptions } from '../../../../../lib/rehearsal/asl/execution/run-execution';
import { VirtualClock } from '../../../../../lib/rehearsal/clocks/virtual-clock';
import { noLambda, Run, runStates, START } from '../../support';

const ACCOUNT = 'arn:aws:states:eu-west-1:123456789012';

/** Map Runs without an account: objects in a Map, children by the interpreter itself. */
export class FakeMapRuns implements MapRuns {
  readonly files = new Map<string, Buffer>();
  readonly children: ChildEnd[] = [];
  readonly definitions: MapRunDefinition[] = [];
  /** Most children that ran at once. */
  mostAtOnce = 0;
  /** Thrown in place of starting a child, or of a call of S3. */
  refusal: ServiceCallError | undefined;
  writeRefusal: ServiceCallError | undefined;
  openRuns = 0;
  private running = 0;

  constructor(private readonly options: Pick<ExecutionOptions, 'clock' | 'invokeLambda'>) {}

  readonly objects = {
    getObject: async (bucket: string, key: string): Promise<Buffer> => {
      const file = this.files.get(`${bucket}/${key}`);
      if (file === undefined) throw new ServiceCallError('S3.NoSuchKey', 'The specified key does not exist.');
      return file;
    },
    listObjects: async (bucket: string, prefix = ''): Promise<readonly JsonObject[]> =>
      [...this.files.keys()]
        .filter((path) => path.startsWith(`${bucket}/${prefix}`))
        .map((path) => ({ Key: path.slice(bucket.length + 1) })),
    putObject: async (bucket: string, key: string, body: Buffer): Promise<void> => {
      if (this.writeRefusal !== undefined) throw this.writeRefusal;
      this.files.set(`${bucket}/${key}`, body);
    },
  };

  open(definition: MapRunDefinition, id: string): MapRun {
    this.definitions.push(definition);
    this.openRuns++;
    return {
      arn: `${ACCOUNT}:mapRun:release/${definition.label}:${id}`,
      execute: (name, input, signal) => this.execute(definition, name, input, signal),
      close: () => void this.openRuns--,
    };
  }

  json(path: string): any {
    return JSON.parse(this.files.get(path)!.toString());
  }

  private async execute(
    { label, processor }: MapRunDefinition,
    name: string,
    input: Json,
    signal: AbortSignal,
  ): Promise<ChildEnd> {
    if (this.refusal !== undefined) throw this.refusal;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.running);
    const stateMachineArn = `${ACCOUNT}:stateMachine:release/${label}`;
    const executionArn = `${ACCOUNT}:execution:release/${label}:${name}`;
    const { clock, invokeLambda } = this.options;
    const ended = await runExecution({
      ...{ machine: processor, input, executionArn, stateMachineArn, name, clock, seed: 1, signal, invokeLambda },
    });
    this.running--;
    const { status, startedAt, stoppedAt } = ended;
    const how =
      ended.status === 'SUCCEEDED'
        ? { output: JSON.stringify(ended.output) }
        : { error: ended.error, cause: ended.cause };
    const child = {
      executionArn,
      stateMachineArn,
      name,
      status,
      input: JSON.stringify(input),
      startedAt,
      stoppedAt,
      ...how,
    };
    this.children.push(child);
    return child;
  }
}

/** What the processor does when nothing else is said: its output is its input. */
const ECHO = { StartAt: 'Echo', States: { Echo: { Type: 'Pass', End: true } } };

export interface MapResult {
  readonly run: Run;
  readonly maps: FakeMapRuns;
  readonly output: any;
}

/** Runs a distributed Map with these fields over the input. */
export async function runDistributed(
  fields: object,
  input: Json = {},
  { files = {}, processor = ECHO, executionType = 'STANDARD', prepare = () => undefined, ...options }: RunChoices = {},
): Promise<MapResult> {
  const clock = options.clock ?? new VirtualClock(START);
  const maps = new FakeMapRuns({ clock, invokeLambda: options.invokeLambda ?? noLambda });
  for (const [path, text] of Object.entries(files)) maps.files.set(path, Buffer.from(text));
  prepare(maps);
  const Each = {
    Type: 'Map',
    ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType } },
    End: true,
    ...fields,
  };
  const run = await runStates({ Each }, input, { ...options, clock, mapRuns: maps });
  return { run, maps, output: run.status === 'SUCCEEDED' ? run.output : undefined };
}

export interface RunChoices extends Partial<ExecutionOptions> {
  readonly files?: Readonly<Record<string, string>>;
  readonly processor?: object;
  readonly executionType?: 'STANDARD' | 'EXPRESS';
  readonly prepare?: (maps: FakeMapRuns) => void;
}

/** A reader of `data/set` with this configuration. */
export function reader(ReaderConfig: object): object {
  return {
    ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket: 'data', Key: 'set' } },
  };
}

export const WRITER = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'results' } };
