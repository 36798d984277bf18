import { EnvironmentName, ENVIRONMENTS, QualityPrefix } from '../../../../lib/contract';
import { World } from './world';

const MINUTE_MS = 60_000;

/** Predictions of an environment that has all the traffic, a minute. */
const PREDICTIONS = 60;

/**
 * Callers whose predictions are kept, and whoever learns the truth 20 minutes later. Half of what any version predicts is fraud: nothing but the
 * labels tells a version that guesses from one that knows.
 */
export class DelayedLabels {
  /** Share of the predictions that come true, by version; all of them for the others. */
  readonly accuracy = new Map<string, number>();
  /** Versions of whose predictions the truth is never learnt. */
  readonly unlabelled = new Set<string>();
  private readonly bucket: string;
  private stopped = false;
  private minute = 0;

  constructor(private readonly world: World) {
    this.bucket = world.physicalId('AWS::S3::Bucket', 'Quality');
    this.schedule();
  }

  stop(): void {
    this.stopped = true;
  }

  private schedule(): void {
    const { clock } = this.world;
    clock.at((Math.floor(clock.now() / MINUTE_MS) + 1) * MINUTE_MS, async () => {
      if (this.stopped) return;
      this.schedule();
      this.minute += 1;
      for (const environment of ENVIRONMENTS) await this.predict(environment);
    });
  }

  private async predict(environment: EnvironmentName): Promise<void> {
    const { world, minute } = this;
    const { live, standby, release } = await world.ledger();
    const running = [release, live, standby].find((each) => each?.environment === environment);
    const weights = world.model.weights(world.stage.elb.current());
    const count = Math.round((PREDICTIONS * weights[environment]) / Math.max(1, weights.blue + weights.green));
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
    world.clock.at(world.clock.now() + 20 * MINUTE_MS, () => this.put(key, labels));
  }

  private async put(Key: string, records: readonly object[]): Promise<void> {
    const Body = records.map((each) => JSON.stringify(each)).join('\n');
    await this.world.call('s3', 'PutObject', { Bucket: this.bucket, Key, Body });
  }
}
