import fc from 'fast-check';
import { allOn, Phase, ReleasePlan } from '../../lib/contract';
import { LedgerCommand } from '../../lib/core/ledger/command';
import { emptyLedger, Ledger } from '../../lib/core/ledger/ledger';
import { reasonNotToReturn } from '../../lib/core/ledger/return';
import { stableVersion } from '../../lib/core/ledger/stable';
import { applyCommand } from '../../lib/core/ledger/transitions';
import { stepToTake } from '../../lib/core/operator-wishes';
import { bakeStepIndex } from '../../lib/core/plan';
import { weightsOfShare } from '../../lib/core/traffic/weights';
import { ERRORS, planOf } from '../core/analysis/analyses';
import { at, BAKED, executionArn, MODEL, PLAN, startCommand } from '../core/ledger/ledgers';
import { returnCommand } from '../core/ledger/returns';
import { JUDGED, STEPPED } from '../core/ledger/stepped';

const VERSIONS = ['v1', 'v2', 'v3'] as const;
const PHASES: readonly Phase[] = [
  'provisioning',
  'checking',
  'shifting',
  'baking',
  'standby',
  'retiring',
  'retiring-failed',
];

/** A plan with a judge, whose gate comes before the step of 100 %, and pauses. */
const COMPARED: ReleasePlan = { ...PLAN, analysis: planOf([ERRORS]), pauseTimeoutSeconds: 3600 };
const PLANS = [PLAN, STEPPED, COMPARED];

const version = fc.constantFrom(...VERSIONS);
const releaseId = version.map((name) => `${name}-release`);
const stepIndex = fc.nat({ max: STEPPED.steps.length - 1 });
const environment = fc.constantFrom('blue' as const, 'green' as const);
const trigger = fc.constantFrom('alarm' as const, 'abort' as const, 'error' as const, 'operator' as const);

/** Any command, of any release, in any order: what a ledger must stand. */
const command: fc.Arbitrary<LedgerCommand> = fc.oneof(
  fc
    .record({ name: version, force: fc.boolean(), dead: fc.option(version), plan: fc.constantFrom(...PLANS) })
    .map(({ name, force, dead, plan }) =>
      startCommand(name, {
        force,
        plan,
        ...(dead === null ? {} : { deadExecutionArn: executionArn(`${dead}-release`) }),
      }),
    ),
  fc.record({ name: version, leaves: releaseId }).map(({ name, leaves }) =>
    returnCommand({
      version: name,
      leaves,
      releaseId: `${name}-release`,
      executionArn: executionArn(`${name}-back`),
    }),
  ),
  fc.record({ kind: fc.constant('enter-phase' as const), releaseId, phase: fc.constantFrom(...PHASES) }),
  releaseId.map((id) => ({
    kind: 'provisioned' as const,
    releaseId: id,
    copyArn: `td-${id}`,
    desiredCount: 2,
    image: 'repo/model',
  })),
  fc.record({ kind: fc.constant('intend-shift' as const), releaseId, stepIndex }),
  fc
    .record({ releaseId, stepIndex, environment, percent: fc.constantFrom(10, 50, 80, 100) })
    .map(({ percent, environment: side, ...rest }) => ({
      kind: 'shifted' as const,
      ...rest,
      weights: weightsOfShare(side, percent),
    })),
  fc.record({ kind: fc.constant('record-verdict' as const), releaseId, verdict: fc.constantFrom(BAKED, JUDGED) }),
  fc.record({ kind: fc.constant('promote' as const), releaseId }),
  fc.record({ kind: fc.constant('request-abort' as const), reason: fc.constant('why'), by: fc.constant('me') }),
  fc.record({
    kind: fc.constant('wish' as const),
    wish: fc.constantFrom('pause' as const, 'resume' as const, 'promote-full' as const, 'skip' as const),
    releaseId,
    reason: fc.constant('why'),
    by: fc.constant('me'),
  }),
  fc.record({ releaseId, trigger }).map(({ releaseId: id, trigger: by }) => ({
    kind: 'decide-rollback' as const,
    releaseId: id,
    reason: { trigger: by, reason: 'worse', evidence: {} },
  })),
  fc.record({
    kind: fc.constant('traffic-restored' as const),
    releaseId,
    environment: fc.option(environment, { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('record-rollback' as const), releaseId }),
  fc.record({ kind: fc.constant('finish' as const), releaseId }),
  releaseId.map((id) => ({
    kind: 'adopt' as const,
    executionArn: executionArn(`recovery-of-${id}`),
    deadExecutionName: id,
  })),
);

/** What the workflow would do next for the active release, so that random walks also get far. */
function nextOf(ledger: Ledger): LedgerCommand {
  const release = ledger.release;
  if (release === undefined) {
    const { live, before } = ledger;
    // Now and then the version before comes back, if it may.
    if (
      live !== undefined &&
      before !== undefined &&
      ledger.ended.length % 3 === 2 &&
      reasonNotToReturn(ledger) === undefined
    ) {
      const id = `${before.version}-release`;
      return returnCommand({
        version: before.version,
        leaves: live.releaseId,
        releaseId: id,
        executionArn: executionArn(id),
      });
    }
    const plan = PLANS[ledger.ended.length % PLANS.length];
    return startCommand(VERSIONS[ledger.ended.length % VERSIONS.length], { force: true, plan });
  }
  const id = release.releaseId;
  if (release.rollback === undefined && release.wishes?.pause !== undefined) {
    return { kind: 'wish', wish: 'resume', releaseId: id, reason: 'seen enough', by: 'me' };
  }
  if (release.rollback !== undefined) {
    if (release.trafficMayHaveMoved && release.trafficRestoredAt === undefined) {
      return { kind: 'traffic-restored', releaseId: id, environment: stableVersion(ledger)?.environment };
    }
    return { kind: release.phase === 'retiring-failed' ? 'finish' : 'record-rollback', releaseId: id };
  }
  switch (release.phase) {
    case 'preparing':
      return { kind: 'enter-phase', releaseId: id, phase: 'provisioning' };
    case 'provisioning':
      return release.copyArn === undefined
        ? { kind: 'provisioned', releaseId: id, copyArn: `td-${id}`, desiredCount: 2, image: '' }
        : { kind: 'enter-phase', releaseId: id, phase: release.returning === undefined ? 'checking' : 'shifting' };
    case 'checking':
      return { kind: 'intend-shift', releaseId: id, stepIndex: 0 };
    case 'shifting': {
      if (release.stepIndex === undefined) return { kind: 'intend-shift', releaseId: id, stepIndex: 0 };
      const index = release.stepIndex;
      if (release.stepSince === undefined) {
        const weights = weightsOfShare(release.environment, release.plan.steps[index].percent);
        return { kind: 'shifted', releaseId: id, stepIndex: index, weights };
      }
      const isJudged = release.verdicts.some(({ check }) => check === JUDGED.check);
      if (release.plan.analysis !== undefined && !isJudged)
        return { kind: 'record-verdict', releaseId: id, verdict: JUDGED };
      if (index === bakeStepIndex(release.plan)) return { kind: 'enter-phase', releaseId: id, phase: 'baking' };
      return { kind: 'intend-shift', releaseId: id, stepIndex: stepToTake(release, index + 1) };
    }
    case 'baking': {
      const isBaked = release.verdicts.some(({ check }) => check === BAKED.check);
      if (!isBaked) return { kind: 'record-verdict', releaseId: id, verdict: BAKED };
      const last = release.plan.steps.length - 1;
      if (release.stepIndex !== last) return { kind: 'intend-shift', releaseId: id, stepIndex: last };
      const weights = weightsOfShare(release.environment, 100);
      return release.stepSince === undefined
        ? { kind: 'shifted', releaseId: id, stepIndex: last, weights }
        : { kind: 'promote', releaseId: id };
    }
    case 'standby':
      return { kind: 'enter-phase', releaseId: id, phase: 'retiring' };
    default:
      return { kind: 'finish', releaseId: id };
  }
}

/** A walk: mostly the workflow's own next command, with random ones (late, duplicated, foreign) in between. */
const walkOf = (minLength: number, maxLength: number) =>
  fc.array(fc.oneof({ weight: 4, arbitrary: fc.constant('next' as const) }, { weight: 1, arbitrary: command }), {
    minLength,
    maxLength,
  });
const walk = walkOf(0, 60);

function follow(
  choices: readonly (LedgerCommand | 'next')[],
  visit: (before: Ledger, given: LedgerCommand, after: Ledger) => void,
): Ledger {
  let ledger = emptyLedger(MODEL);
  choices.forEach((choice, index) => {
    const given = choice === 'next' ? nextOf(ledger) : choice;
    const transition = applyCommand(ledger, given, at(index));
    if (transition.kind === 'refused') return;
    visit(ledger, given, transition.ledger);
    ledger = transition.ledger;
  });
  return ledger;
}

describe('ledger over any sequence of commands', () => {
  test('gives the lock to another release only when it was free or its holder was seen dead', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          const holder = before.release;
          if (holder === undefined || after.release?.releaseId === holder.releaseId || after.release === undefined)
            return;
          expect(given).toMatchObject({ deadExecutionArn: holder.executionArn });
          const trafficIsKnown =
            !holder.trafficMayHaveMoved ||
            holder.trafficRestoredAt !== undefined ||
            (holder.promoted && holder.rollback === undefined);
          expect(trafficIsKnown).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('changes the live version only by a promotion, or by a rollback to its standby', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          if (before.live === after.live) return;
          if (given.kind === 'promote') expect(after.standby).toBe(before.live);
          else {
            expect(given.kind).toBe('traffic-restored');
            expect(after.live).toBe(before.standby);
          }
          expect(after.live).toBeDefined();
        });
      }),
      { numRuns: 500 },
    );
  });

  test('never fills the environment that is live, and keeps live and standby apart', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (_before, _given, after) => {
          if (after.release !== undefined && !after.release.promoted && after.release.trafficRestoredAt === undefined) {
            expect(after.release.environment).not.toBe(after.live?.environment);
          }
          if (after.standby !== undefined) expect(after.standby.environment).not.toBe(after.live?.environment);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('always has a proven version to go back to, once there was one and until it is being retired', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        let proven = 0;
        follow(choices, (before, _given, after) => {
          if (after.release?.promoted === true && before.release?.promoted === false) proven++;
          if (proven > 0) expect(after.live).toBeDefined();
          if (proven > 1 && after.release?.promoted === true) expect(stableVersion(after)).toBeDefined();
        });
      }),
      { numRuns: 500 },
    );
  });

  test('takes an abort and a rollback in every state without refusing, and the second is a no-op', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        const ledger = follow(choices, () => undefined);
        const id = ledger.release?.releaseId ?? 'none';
        const commands: LedgerCommand[] = [
          { kind: 'request-abort', reason: 'stop', by: 'me' },
          { kind: 'decide-rollback', releaseId: id, reason: { trigger: 'operator', reason: 'back', evidence: {} } },
        ];
        for (const given of commands) {
          const first = applyCommand(ledger, given, at(100));
          if (first.kind === 'refused') throw new Error(first.refusal.message);
          const second = applyCommand(first.ledger, given, at(101));
          expect(second).toMatchObject({ kind: 'unchanged', ledger: first.ledger });
        }
      }),
      { numRuns: 300 },
    );
  });

  test('is the same after a command was carried out twice', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (_before, given, after) => {
          const again = applyCommand(after, given, at(1000));
          // A promotion or a rollback that came in between is a reason to refuse; nothing is ever done twice.
          if (again.kind !== 'refused') expect(again.ledger).toEqual(after);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('brings back only what was live, never what is rejected, and rejects what it leaves', () => {
    let returned = 0;
    fc.assert(
      fc.property(walkOf(50, 100), (choices) => {
        const lived = new Set<string>();
        follow(choices, (before, given, after) => {
          if (after.live !== undefined) lived.add(after.live.contentHash);
          if (given.kind === 'start-return' && after.release !== before.release) {
            expect(lived).toContain(after.release!.contentHash);
            expect(before.rejected.map(({ contentHash }) => contentHash)).not.toContain(after.release!.contentHash);
          }
          const { release } = before;
          if (given.kind !== 'finish' || release?.returning === undefined || !release.promoted) return;
          if (after.release !== undefined) return; // of another release, or not over yet
          returned++;
          expect(after.rejected[0]?.version).toBe(before.standby?.version);
        });
      }),
      { numRuns: 200 },
    );
    expect(returned).toBeGreaterThan(0);
  });

  test('promotes nothing whose bake was not measured', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          if (given.kind !== 'promote' || after === before) return;
          expect(before.release?.verdicts).toContainEqual(BAKED);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('takes no step and promotes nothing while it is paused', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          if (after === before || (given.kind !== 'intend-shift' && given.kind !== 'promote')) return;
          expect(before.release?.wishes?.pause).toBeUndefined();
        });
      }),
      { numRuns: 500 },
    );
  });

  test('ends no comparison before the judge has let the version pass', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          const release = before.release;
          if (after === before || given.kind !== 'intend-shift' || release?.plan.analysis === undefined) return;
          if (release.plan.steps[given.stepIndex].percent === 100) expect(release.verdicts).toContainEqual(JUDGED);
        });
      }),
      { numRuns: 500 },
    );
  });

  test('promotes nothing that has not all traffic, read back', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        follow(choices, (before, given, after) => {
          if (given.kind !== 'promote' || after === before) return;
          expect(after.weights).toEqual(allOn(after.live!.environment));
          expect(before.release?.stepSince).toBeDefined();
        });
      }),
      { numRuns: 500 },
    );
  });

  test('leaves no lock and no standby after the end, and every walk can be ended', () => {
    fc.assert(
      fc.property(walk, (choices) => {
        let ledger = follow(choices, (_before, given, after) => {
          if (given.kind === 'finish') expect(after.release?.releaseId).not.toBe(given.releaseId);
        });
        const id = ledger.release?.releaseId;
        for (let count = 0; ledger.release !== undefined && ledger.release.releaseId === id && count < 30; count++) {
          // Whoever asked to abort, the workflow rolls back.
          const given: LedgerCommand =
            ledger.release.abort !== undefined && ledger.release.rollback === undefined && !isPastTheWayBack(ledger)
              ? {
                  kind: 'decide-rollback',
                  releaseId: ledger.release.releaseId,
                  reason: { trigger: 'abort', reason: '', evidence: {} },
                }
              : isPastTheWayBack(ledger)
                ? { kind: 'finish', releaseId: ledger.release.releaseId }
                : nextOf(ledger);
          const transition = applyCommand(ledger, given, at(200 + count));
          if (transition.kind === 'refused') throw new Error(`${given.kind}: ${transition.refusal.message}`);
          ledger = transition.ledger;
        }
        expect(ledger.release).toBeUndefined();
        expect(ledger.standby).toBeUndefined();
        if (id !== undefined) expect(ledger.ended[0].releaseId).toBe(id);
      }),
      { numRuns: 500 },
    );
  });
});

/** A promoted release that can only end as promoted. */
function isPastTheWayBack(ledger: Ledger): boolean {
  return ledger.release?.promoted === true && (ledger.release.phase === 'retiring' || ledger.standby === undefined);
}
