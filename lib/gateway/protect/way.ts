import { EnvironmentName } from '../../contract/environment';
import { GatewayError, GatewayMetric, PROTECT_HEADER } from '../../contract/gateway';
import { ENVIRONMENT_HEADER } from '../../contract/names';
import { Upstream } from '../forward/upstream';
import { Metrics } from '../metrics/metrics';
import { BodyCapture } from '../mirror/body-capture';

/** What stands behind one request, should the model fail it. */
export interface Shield {
  /** Whether the model is not asked at all. */
  readonly bypasses: boolean;
  /** The environment that answers then, and how it is reached. */
  readonly by: EnvironmentName;
  readonly stable: Upstream;
  /** Takes a body that is sent on as it arrives, so that it can be sent again. */
  readonly body: BodyCapture;
  /** Tells whether the model answered well. */
  note(well: boolean): void;
}

/** Who answers one request: the model, or the stable side in its place. Counts what either does: what the model fails stays its error. */
export class Way {
  /** Who is asked now. */
  to: Upstream;

  /** @param headers names and values in turn; those that the stable side needs are added when it is asked */
  constructor(
    private readonly model: Upstream,
    private readonly headers: string[],
    private readonly metrics: Metrics,
    private readonly shield: Shield | undefined,
  ) {
    this.to = model;
    if (shield?.bypasses !== true) return;
    metrics.bypassed();
    this.turn(shield);
  }

  /** The environment that answers in place of the model, if one does. */
  get by(): EnvironmentName | undefined {
    return this.to === this.model ? undefined : this.shield?.by;
  }

  /** A part of a body that is not kept elsewhere. */
  keep(chunk: Buffer): void {
    if (this.shield?.bypasses === false) this.shield.body.add(chunk);
  }

  /** All that was kept, if it was not too much. */
  get kept(): Buffer | undefined {
    return this.shield?.body.body();
  }

  /** Nobody needs the body any more. */
  release(): void {
    this.shield?.body.release();
  }

  /** Called with the head of an answer. */
  answered(status: number, latencyMs: number): void {
    const well = status < 500;
    if (this.by !== undefined) {
      return this.metrics.count(well ? GatewayMetric.PROTECTED : GatewayMetric.PROTECT_FAILED);
    }
    this.shield?.note(well);
    this.metrics.answered(status, latencyMs);
  }

  /** @param answeredWith status that was counted for this request already */
  failed(reason: GatewayError, answeredWith: number | undefined): void {
    if (this.by !== undefined) return this.metrics.count(GatewayMetric.PROTECT_FAILED);
    if (reason !== 'refused') this.shield?.note(false);
    this.metrics.failed(reason, answeredWith);
  }

  /**
   * The caller has left before the end of its answer.
   *
   * @param isLate whether by fault of whoever is asked, who has answered nothing for long
   */
  abandoned(isLate: boolean): void {
    this.metrics.count(GatewayMetric.CLIENT_ABORTS);
    if (isLate) this.failed('timeout', undefined);
  }

  /**
   * The model has failed: whether the stable side is asked from now on.
   *
   * @param whole whether all of the body is here; undefined: it is kept by this as it arrives
   */
  turned(whole: boolean | undefined): boolean {
    const { shield } = this;
    if (shield === undefined || this.by !== undefined) return false;
    if (whole ?? shield.body.missing === undefined) {
      this.turn(shield);
      return true;
    }
    this.metrics.count(GatewayMetric.PROTECT_TOO_LARGE);
    return false;
  }

  private turn({ stable, by }: Shield): void {
    this.to = stable;
    this.headers.push(PROTECT_HEADER, '1', ENVIRONMENT_HEADER, by);
  }
}
