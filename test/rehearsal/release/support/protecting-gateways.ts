import { EnvironmentName, GatewaySettings, Names, ProtectSettings } from '../../../../lib/contract';
import { MODEL } from './app/app-variant';
import { publishGatewayMetrics } from './gateway-lines';
import { World } from './world';

const POLL_MS = 5_000;

/** Requests in ten seconds, as many as the synthetic traffic of a test world has. */
const REQUESTS = 100;

/**
 * Plays the gateways of both environments without HTTP, for whole releases on a virtual clock: reads the settings parameter like them,
 * counts what green's model fails, and what its callers do not get answered in its place.
 */
export class ProtectingGateways {
  /** Requests of ten seconds that green's model fails; undefined: its gateways' log does not come through. */
  failing: number | undefined = 0;
  /** Requests in ten seconds. */
  requests = REQUESTS;
  /** Failures that callers saw. */
  seenByCallers = 0;
  /** What the settings said at each look at them. */
  readonly told: { readonly at: number; readonly protect: ProtectSettings | undefined }[] = [];
  /** Whether green has production traffic. */
  private hasCallers = false;
  private stopped = false;
  private readonly ends: (() => void)[];
  private cancelPoll: () => void;

  constructor(private readonly world: World) {
    this.cancelPoll = this.poll();
    this.ends = (['blue', 'green'] as const).map((environment) =>
      publishGatewayMetrics(world, environment, () => this.seen(environment)),
    );
  }

  stop(): void {
    this.stopped = true;
    this.cancelPoll();
    for (const end of this.ends) end();
  }

  async settings(): Promise<GatewaySettings> {
    const { Parameter } = await this.world.call('ssm', 'GetParameter', { Name: Names.gatewaySettings(MODEL) });
    return JSON.parse(Parameter.Value as string) as GatewaySettings;
  }

  /** Whom they protect now. */
  get protects(): boolean {
    const protect = this.told.at(-1)?.protect;
    return protect?.of === 'green' && protect.until * 1_000 > this.world.clock.now();
  }

  private seen(environment: EnvironmentName) {
    const { failing, requests } = this;
    if (environment === 'blue') return { requests, errors: 0 };
    if (failing === undefined) return undefined;
    if (this.hasCallers && !this.protects) this.seenByCallers += failing;
    return { requests, errors: failing };
  }

  private poll(): () => void {
    const { clock } = this.world;
    return clock.at(clock.now() + POLL_MS, async () => {
      this.hasCallers = (await this.world.ledger()).weights.green > 0;
      const { protect } = await this.settings();
      this.told.push({ at: clock.now(), protect });
      if (!this.stopped) this.cancelPoll = this.poll();
    });
  }
}
