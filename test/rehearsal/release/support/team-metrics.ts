import { EnvironmentName } from '../../../../lib/contract';
import { ANSWERS, PAYMENTS } from './app/app-variant';
import { eachMinute, MINUTE_MS, servedBy } from './each-minute';
import { World } from './world';

/** Answers of an environment that has all the traffic, a minute. */
const ANSWERS_A_MINUTE = 3_000;

/** How a version behaves by the team's own metrics. */
export interface TeamProfile {
  /** Shares of the answers, in the order of `ANSWERS`. */
  readonly shares?: readonly number[];
  readonly cost?: number;
}

const USUAL: Required<TeamProfile> = { shares: [0.9, 0.07, 0.03], cost: 50 };

/** Services of the team that publish what the model answers, and what it costs, of each environment with traffic. */
export class TeamMetrics {
  /** By version; as the first one for the others. */
  readonly profiles = new Map<string, TeamProfile>();
  readonly stop: () => void;

  constructor(private readonly world: World) {
    this.stop = eachMinute(world, (environment) => this.publish(environment));
  }

  /** Of the minute that has just passed. */
  private async publish(environment: EnvironmentName): Promise<void> {
    const { world } = this;
    const running = await servedBy(world, environment);
    if (running === undefined || running.share === 0) return;
    const answers = ANSWERS_A_MINUTE * running.share;
    const { shares, cost } = { ...USUAL, ...this.profiles.get(running.version) };
    const values = [...ANSWERS.map((name, bin) => [name, Math.round(answers * shares[bin])] as const), ['Cost', cost]];
    await world.call('monitoring', 'PutMetricData', {
      Namespace: PAYMENTS,
      MetricData: values.map(([MetricName, Value]) => ({
        ...{ MetricName, Value, Timestamp: new Date(world.clock.now() - MINUTE_MS) },
        Dimensions: [{ Name: 'environment', Value: environment }],
      })),
    });
  }
}
