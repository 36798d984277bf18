import { EnvironmentName, QualityPrefix } from '../../../../lib/contract';
import { eachMinute, MINUTE_MS, servedBy } from './each-minute';
import { World } from './world';

export interface LabelOptions {
  /** When the truth is known. @default 20 */
  readonly afterMinutes?: number;
}

/**
 * Callers whose predictions are kept, and whoever learns the truth some minutes later. Half of what any version predicts is fraud: nothing but the
 * labels tells a version that guesses from one that knows.
 */
export class DelayedLabels {
  /** Share of the predictions that come true, by version; all of them for the others. */
  readonly accuracy = new Map<string, number>();
  /** Versions of whose predictions the truth is never learnt. */
  readonly unlabelled = new Set<string>();
  /** Predictions of an environment that has all the traffic. */
  perMinute = 60;
  private readonly bucket: string;
  readonly stop: () => void;

  constructor(
    private readonly world: World,
    private readonly options: LabelOptions = {},
  ) {
    this.bucket = world.physicalId('AWS::S3::Bucket', 'Quality');
    this.stop = eachMinute(world, (environment) => this.predict(environment));
  }

  private async predict(environment: EnvironmentName): Promise<void> {
    const { world, perMinute } = this;
    const minute = Math.floor(world.clock.now() / MINUTE_MS);
    const { afterMinutes = 20 } = this.options;
    const running = await servedBy(world, environment);
    const count = Math.round(perMinute * (running?.share ?? 0));
    if (running === undefined || count === 0) return;
    const { version } = running;
    const ids = Array.from({ length: count }, (_, index) => ({
      inferenceId: `${minute}-${environment}-${index}`,
      index,
    }));
    const predictions = ids.map(({ inferenceId, index }) => ({
      inferenceId,
      environment,
      version,
      prediction: index % 2 === 0,
    }));
    await this.put(`${QualityPrefix.PREDICTIONS}${minute}-${environment}.jsonl`, predictions);
    if (this.unlabelled.has(version)) return;
    const right = count * (this.accuracy.get(version) ?? 1);
    const labels = ids.map(({ inferenceId, index }) => ({ inferenceId, label: (index % 2 === 0) === index < right }));
    const key = `${QualityPrefix.LABELS}${minute}-${environment}.jsonl`;
    world.clock.at(world.clock.now() + afterMinutes * MINUTE_MS, () => this.put(key, labels));
  }

  private async put(Key: string, records: readonly object[]): Promise<void> {
    const Body = records.map((each) => JSON.stringify(each)).join('\n');
    await this.world.call('s3', 'PutObject', { Bucket: this.bucket, Key, Body });
  }
}
