import { ResultWriter } from '../../definition/distributed-map';
import { ChildEnd, MapRun, ObjectStore, ServiceCallError } from '../../execution/map-runs';
import { StateFailure } from '../../failure';
import { Json, isJsonObject, member } from '../../json';
import { entriesOf } from './results';

/** Files by the status of their executions. PENDING ones, of children that a failed Map Run never started, are not written. */
type FileStatus = 'SUCCEEDED' | 'FAILED';

/**
 * The results of a Map Run as files of S3, with a manifest that lists them: `<prefix>/<id of the Map Run>/SUCCEEDED_0.json`,
 * `FAILED_0.json` (failed, timed out and aborted children) and `manifest.json` (developer guide, "ResultWriter"). Each status has
 * one file, because none grows to the 5 GB at which AWS begins another.
 */
export class ResultFiles {
  private readonly entries: Record<FileStatus, string[]> = { SUCCEEDED: [], FAILED: [] };
  private readonly bucket: string;
  private readonly folder: string;
  private readonly config: NonNullable<ResultWriter['WriterConfig']>;

  /** @param parameters of the ResultWriter, filled */
  constructor(
    writer: ResultWriter,
    parameters: Json,
    private readonly run: MapRun,
    private readonly objects: ObjectStore,
  ) {
    const text = (name: string) => (isJsonObject(parameters) ? member(parameters, name) : undefined);
    const [bucket, prefix] = [text('Bucket'), text('Prefix') ?? ''];
    if (typeof bucket !== 'string' || typeof prefix !== 'string') {
      throw writerFailure(`Bucket and Prefix must be texts, got ${JSON.stringify(parameters)}`);
    }
    const id = run.arn.slice(run.arn.lastIndexOf(':') + 1);
    this.bucket = bucket;
    this.folder = [prefix.replace(/\/+$/, ''), id].filter((part) => part !== '').join('/');
    this.config = writer.WriterConfig ?? { Transformation: 'NONE', OutputType: 'JSON' };
  }

  add(child: ChildEnd): void {
    const status = child.status === 'SUCCEEDED' ? 'SUCCEEDED' : 'FAILED';
    for (const entry of entriesOf(child, this.config.Transformation)) {
      this.entries[status].push(JSON.stringify(entry));
    }
  }

  /** Puts the files; the state's result. @throws StateFailure States.ResultWriterFailed */
  async write(): Promise<Json> {
    try {
      const files = {
        FAILED: await this.writeFile('FAILED'),
        PENDING: [],
        SUCCEEDED: await this.writeFile('SUCCEEDED'),
      };
      const manifest = { DestinationBucket: this.bucket, MapRunArn: this.run.arn, ResultFiles: files };
      const key = `${this.folder}/manifest.json`;
      await this.put(key, JSON.stringify(manifest));
      return { MapRunArn: this.run.arn, ResultWriterDetails: { Bucket: this.bucket, Key: key } };
    } catch (error) {
      if (error instanceof ServiceCallError) throw writerFailure(`${error.errorType}: ${error.cause}`);
      throw error;
    }
  }

  private async writeFile(status: FileStatus): Promise<Json> {
    const entries = this.entries[status];
    if (entries.length === 0) return [];
    const isLines = this.config.OutputType === 'JSONL';
    const Key = `${this.folder}/${status}_0.${isLines ? 'jsonl' : 'json'}`;
    return [{ Key, Size: await this.put(Key, isLines ? `${entries.join('\n')}\n` : `[${entries.join(',')}]`) }];
  }

  private async put(key: string, text: string): Promise<number> {
    const body = Buffer.from(text);
    await this.objects.putObject(this.bucket, key, body, 'application/json');
    return body.length;
  }
}

function writerFailure(cause: string): StateFailure {
  return new StateFailure('States.ResultWriterFailed', cause);
}
