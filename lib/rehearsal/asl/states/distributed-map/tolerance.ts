import { StateFailure } from '../../failure';

/** What of the items may fail. With neither given nothing may. */
export interface Tolerance {
  readonly count?: number;
  /** Of all items of the dataset. */
  readonly percentage?: number;
}

/** Counts failed items; all items of a failed batch are (developer guide, "Setting failure thresholds"). */
export class FailureCount {
  private failed = 0;

  constructor(
    private readonly total: number,
    private readonly tolerance: Tolerance,
  ) {}

  /** Why the Map fails now, or undefined while it does not. Either threshold is enough when both are given. */
  add(items: number): StateFailure | undefined {
    this.failed += items;
    const { count, percentage } = this.tolerance;
    const share = (100 * this.failed) / this.total;
    const isTolerated =
      count === undefined && percentage === undefined
        ? this.failed === 0
        : this.failed <= (count ?? Infinity) && share <= (percentage ?? 100);
    if (isTolerated) return undefined;
    return new StateFailure(
      'States.ExceedToleratedFailureThreshold',
      `The specified tolerated failure threshold was exceeded: ${this.failed} of ${this.total} items failed`,
    );
  }
}
