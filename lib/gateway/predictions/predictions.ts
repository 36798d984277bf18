import { REQUEST_ID_HEADER } from '../../contract/gateway';
import { INFERENCE_ID_HEADER, PredictionRecord } from '../../contract/quality';
import { headerIn } from '../../core/raw-headers';
import { PredictionsConfig } from '../config/predictions-config';
import { Logger } from '../log/logger';
import { AnswerHead } from '../mirror/answer';
import { BodyCapture } from '../mirror/body-capture';
import { ByteBudget } from '../mirror/byte-budget';
import { Sampler } from '../mirror/sampler';
import { Tee } from '../mirror/tee';
import { featuresOf } from './features';

/** Parsing takes the thread from live requests: longer answers are left out, and features of longer requests. */
const BODY_LIMIT = 64 * 1024;

/** Bodies that are being kept, all together. */
const BUDGET = 4 * 1024 * 1024;

/** Objects that wait for S3; the oldest goes when there are more, so that an outage of S3 costs predictions and no memory. */
const MOST_OBJECTS = 6;

/** Lines of one object; further ones are forgotten until it is put. */
const MOST_LINES = 10_000;

export interface PredictionsOptions {
  readonly config: Pick<PredictionsConfig, 'predictionPath' | 'scorePath' | 'features' | 'percent' | 'everyMs'>;
  /** Who answers now. */
  readonly who: () => Pick<PredictionRecord, 'environment' | 'version'>;
  /** Puts an object under a name that none has yet. */
  readonly put: (name: string, body: Buffer) => Promise<unknown>;
  /** Makes a name that no object has. */
  readonly newName: () => string;
  readonly random: () => number;
  readonly log: Logger;
}

/** What passes of a request that is kept. */
interface Bodies {
  readonly answer: BodyCapture;
  /** When features are wanted. */
  readonly request: BodyCapture | undefined;
}

/** Keeps what the model predicted under the id of the request, so that a label can be told to it later. Live requests never wait for it. */
export class Predictions {
  private readonly sampler: Sampler;
  private readonly budget = new ByteBudget(BUDGET);
  private readonly timer: NodeJS.Timeout;
  private lines: string[] = [];
  private objects: { readonly name: string; readonly body: Buffer }[] = [];
  private putting: Promise<void> | undefined;

  constructor(private readonly options: PredictionsOptions) {
    const { percent, everyMs } = options.config;
    this.sampler = new Sampler(options.random);
    this.sampler.percent = percent;
    this.timer = setInterval(() => void this.flush(), everyMs);
    this.timer.unref();
  }

  /** Listens to a request, and to `mirror` in front of it; undefined when nobody does. */
  tee(mirror: Tee | undefined): Tee | undefined {
    if (!this.sampler.take()) return mirror;
    const answer = new BodyCapture(BODY_LIMIT, this.budget);
    const request = this.options.config.features.length === 0 ? undefined : new BodyCapture(BODY_LIMIT, this.budget);
    return {
      add: (chunk) => {
        request?.add(chunk);
        mirror?.add(chunk);
      },
      addAnswer: (chunk) => {
        answer.add(chunk);
        mirror?.addAnswer(chunk);
      },
      finish: (headers, head) => {
        mirror?.finish(headers, head);
        setImmediate(() => this.keep(headers, head, { answer, request }));
      },
      abandon: () => {
        answer.release();
        request?.release();
        mirror?.abandon();
      },
    };
  }

  /** Puts what is there; settles when that is over, and never rejects. */
  flush(): Promise<void> {
    if (this.lines.length > 0) {
      this.objects.push({ name: `${this.options.newName()}.jsonl`, body: Buffer.from(this.lines.join('\n')) });
      this.lines = [];
    }
    this.objects = this.objects.slice(-MOST_OBJECTS);
    this.putting ??= this.putAll().finally(() => (this.putting = undefined));
    return this.putting;
  }

  /** Puts the last ones. */
  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.putting;
    await this.flush();
  }

  private keep(headers: readonly string[], { status }: AnswerHead, { answer, request }: Bodies): void {
    const [body, asked] = [answer.body(), request?.body()];
    answer.release();
    request?.release();
    if (status < 200 || status > 299 || body === undefined || this.lines.length >= MOST_LINES) return;
    const { predictionPath, scorePath, features: paths } = this.options.config;
    const inferenceId = headerIn(headers, INFERENCE_ID_HEADER) ?? headerIn(headers, REQUEST_ID_HEADER);
    try {
      const value: unknown = JSON.parse(body.toString());
      const [prediction, score] = [predictionPath?.(value) ?? undefined, scorePath?.(value) ?? undefined];
      if (prediction === undefined && score === undefined) return; // something else than a prediction was asked for
      const features = featuresOf(asked, paths);
      this.lines.push(JSON.stringify({ inferenceId, ...this.options.who(), prediction, score, features }));
    } catch {
      return; // no JSON
    }
  }

  /** One that S3 does not take stays for the next time, under its name: perhaps it was taken all the same. */
  private async putAll(): Promise<void> {
    try {
      for (let next = this.objects[0]; next !== undefined; next = this.objects[0]) {
        await this.options.put(next.name, next.body);
        this.objects = this.objects.filter((each) => each !== next);
      }
    } catch (error) {
      this.options.log.error('predictions could not be kept yet', { error: String(error) });
    }
  }
}
