import { DeployedVersion, EnvironmentName, ErrorName, RetireEvent, RetireResult, Weights } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { outcomeOf } from '../../core/ledger/outcome';
import { cohortInWords } from '../../core/traffic/cohort';
import { shareOf } from '../../core/traffic/weights';
import { ReleaseError } from './errors';
import { LedgerStore } from './ledger-store';
import { RouteReading } from './traffic-route';

/** How a hosting empties an environment that lost. Each answers with one sentence. */
export interface Retirement {
  old(version: DeployedVersion): Promise<string>;
  /** Works in every state of a failed release, also half-way through its provisioning; `kept` is live and may scale again. */
  failed(release: ActiveRelease, kept: EnvironmentName | undefined): Promise<string>;
}

/** Empties the environment that lost. Refuses while the production rule gives it any traffic. */
export class Retiring {
  constructor(
    private readonly store: LedgerStore,
    private readonly route: Pick<RouteReading, 'read'>,
    private readonly retirement: Retirement,
  ) {}

  retire(event: RetireEvent): Promise<RetireResult> {
    return event.which === 'old' ? this.retireOld(event.releaseId) : this.retireFailed(event.releaseId);
  }

  /** The standby time is over: entering the phase closes the way back, so it comes before anything is taken away. */
  private async retireOld(releaseId: string): Promise<RetireResult> {
    const { ledger } = await this.store.apply({ kind: 'enter-phase', releaseId, phase: 'retiring' });
    return this.emptyOld(ledger);
  }

  private async retireFailed(releaseId: string): Promise<RetireResult> {
    const ledger = await this.store.read();
    const release = ownRelease(ledger, releaseId);
    if (release === undefined) return nothing(`release ${releaseId} is over`);
    // A promoted release that can't go back any more has not failed: what is left to retire is the version before it.
    if (outcomeOf(release) === 'promoted') return this.emptyOld(ledger);
    if (outcomeOf(release) === 'refused') return nothing('the release was refused before it touched the environment');
    const { environment } = release;
    await this.assertNoTraffic(environment);
    const reason = await this.retirement.failed(release, ledger.live?.environment);
    return { environment, retired: true, reason };
  }

  private async emptyOld({ standby }: Ledger): Promise<RetireResult> {
    if (standby === undefined) return nothing('there is no version before this one');
    const { environment } = standby;
    await this.assertNoTraffic(environment);
    const reason = await this.retirement.old(standby);
    return { environment, retired: true, reason };
  }

  /** Read back before anything is taken away: a recorded weight is not a live one. */
  private async assertNoTraffic(environment: EnvironmentName): Promise<void> {
    const { weights, cohort } = await this.route.read();
    const isOff = (led: Weights | undefined) => led !== undefined && shareOf(led, environment) === 0;
    const isCohortOff = cohort === undefined || cohort.isGone || isOff(cohort.weights);
    if (isOff(weights) && isCohortOff) return;
    const ofAll = weights === undefined ? 'a rule with other target groups' : JSON.stringify(weights);
    const live = isCohortOff ? ofAll : `${ofAll} and a cohort on ${cohortInWords(cohort)}`;
    throw new ReleaseError(
      ErrorName.WEIGHTS_NOT_APPLIED,
      `${environment} must have weight 0 before it is emptied, got ${live}; move the traffic away first`,
    );
  }
}

function nothing(reason: string): RetireResult {
  return { environment: '', retired: false, reason };
}
