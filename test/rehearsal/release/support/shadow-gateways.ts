import { GATEWAY_NAMESPACE, GatewayDimension, GatewayMetric, GatewaySettings, Names } from '../../../../lib/contract';
import { MODEL } from './app/app-variant';
import { World } from './world';

const POLL_MS = 5_000;

/** Requests to the live environment between two polls. */
const REQUESTS = 500;

/** How the release's version answers mirrored requests, in shares of them. */
export interface Answers {
  readonly disagree?: number;
  readonly error?: number;
  /** Of the live version with itself. */
  readonly noise?: number;
}

/**
 * Plays the gateways of the live environment without HTTP, for whole releases on a virtual clock: reads the settings parameter like
 * them, and counts what they would.
 */
export class ShadowGateways {
  answers: Answers = {};
  /** What was mirrored at each poll at which anything was. */
  readonly mirrored: { readonly at: number; readonly from: string; readonly to: string }[] = [];
  private cancel: () => void;

  constructor(private readonly world: World) {
    this.cancel = this.schedule();
  }

  stop(): void {
    this.cancel();
  }

  /** What the parameter says. */
  async settings(): Promise<GatewaySettings> {
    const { Parameter } = await this.world.call('ssm', 'GetParameter', { Name: Names.gatewaySettings(MODEL) });
    return JSON.parse(Parameter.Value as string) as GatewaySettings;
  }

  private schedule(): () => void {
    const { clock } = this.world;
    return clock.at(clock.now() + POLL_MS, async () => {
      await this.poll();
      this.cancel = this.schedule();
    });
  }

  private async poll(): Promise<void> {
    const { mirror, compare } = await this.settings();
    const at = this.world.clock.now();
    if (mirror === undefined || compare === undefined || mirror.until * 1_000 <= at) return;
    const { from, to, percent } = mirror;
    this.mirrored.push({ at, from, to });
    const sampled = Math.round((REQUESTS * percent) / 100);
    const { disagree = 0, error = 0, noise = 0 } = this.answers;
    if (from === to) {
      const noisy = Math.round(sampled * noise);
      this.count(from, GatewayMetric.BASELINE_DISAGREE, noisy);
      this.count(from, GatewayMetric.BASELINE_AGREE, sampled - noisy);
      return;
    }
    const [wrong, failed] = [Math.round(sampled * disagree), Math.round(sampled * error)];
    this.count(from, GatewayMetric.DISAGREE, wrong);
    this.count(from, GatewayMetric.COMPARE_ERROR, failed);
    this.count(from, GatewayMetric.AGREE, sampled - wrong - failed);
  }

  private count(environment: string, metricName: string, value: number): void {
    if (value === 0) return;
    const { cloudwatch } = this.world.stage;
    cloudwatch.ingest({
      namespace: GATEWAY_NAMESPACE,
      metricName,
      dimensions: { [GatewayDimension.MODEL]: MODEL, [GatewayDimension.ENVIRONMENT]: environment },
      at: this.world.clock.now(),
      values: [value],
      storageResolution: 1,
      delayMs: 30_000,
    });
  }
}
