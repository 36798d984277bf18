import { VerdictStatus } from '../../lib/contract';
import { judgeSettings } from '../../lib/core/judge/guardrail';
import { ActiveRelease, Ledger } from '../../lib/core/ledger/ledger';
import { LedgerCommand } from '../../lib/core/ledger/command';
import { blamesVersion } from '../../lib/core/ledger/rejection';
import { applyCommand } from '../../lib/core/ledger/transitions';
import { stepToTake, WishKind } from '../../lib/core/operator-wishes';
import { nextStepIndex } from '../../lib/core/shift-capacity';
import { look, Sight } from '../../lib/core/watch';
import { ERRORS, planOf } from './analysis/analyses';
import { at, BAKED, carryOut, ledgerIn, RELEASE_2 } from './ledger/ledgers';
import { JUDGED, readyToShift, step, wish } from './ledger/stepped';

const releaseId = RELEASE_2;
const releaseOf = ({ release }: Ledger) => release as ActiveRelease;
const firstStep = () => carryOut(readyToShift(), step(0));
const baking = () =>
  carryOut(readyToShift(), [...step(0), ...step(1), ...step(2), { kind: 'enter-phase', releaseId, phase: 'baking' }]);

/** A minute that counts, for each of so many before `now`. */
const measuredMinutes = (count: number, now: number) =>
  Array.from({ length: count }, (_, index) => ({
    at: at(now - (index + 1) * 60),
    requests: 600,
    answered: 600,
    errors: 0,
    refused: 0,
    p99Seconds: 0.08,
    p90Seconds: 0.04,
  }));

function lookAt(ledger: Ledger, seconds: number, members: Partial<Sight> = {}) {
  const sight: Sight = {
    alarms: { kind: 'read', firing: [], missing: [], noData: [], disabled: [] },
    weights: ledger.weights,
    healthyTargets: 2,
    measured: { kind: 'read', minutes: measuredMinutes(5, seconds) },
    ...members,
  };
  return look(ledger, releaseOf(ledger), sight, at(seconds));
}

const refusal = (ledger: Ledger, command: LedgerCommand, seconds = 0) => {
  const transition = applyCommand(ledger, command, at(seconds));
  return transition.kind === 'refused' ? transition.refusal.message : transition.kind;
};

describe('a pause', () => {
  const paused = carryOut(firstStep(), [wish('pause')], at(100));

  test('lets the time of the step run, and holds the release at its end', () => {
    expect(lookAt(paused, 500)).toMatchObject({
      decision: 'continue',
      reason: 'nothing speaks against phase shifting',
    });
    expect(lookAt(paused, 700)).toMatchObject({
      decision: 'continue',
      reason: `ada paused the release at ${at(100)}: a test; it is held for 3500 s more at most`,
      evidence: { pausedBy: 'ada', pausedSeconds: 100 },
    });
  });

  test('goes back when nobody resumes it in time', () => {
    expect(lookAt(paused, 4199)).toMatchObject({ decision: 'continue' });
    expect(lookAt(paused, 4200)).toMatchObject({
      decision: 'roll-back',
      reason: expect.stringContaining('nobody resumed it in 3600 s'),
      evidence: { trigger: 'watch' },
    });
    expect(blamesVersion({ trigger: 'watch', evidence: lookAt(paused, 4200).evidence })).toBe(false);
  });

  test('is over when it is resumed, and what it took counts for the next one', () => {
    const resumed = carryOut(paused, [wish('resume')], at(2600));
    expect(lookAt(resumed, 2600)).toMatchObject({ decision: 'done' });
    const again = carryOut(resumed, [wish('pause')], at(2700));
    expect(lookAt(again, 4299)).toMatchObject({ decision: 'continue' });
    expect(lookAt(again, 4300)).toMatchObject({ decision: 'roll-back' });
  });

  test('holds neither alarms nor an abort', () => {
    const firing = { kind: 'read' as const, firing: ['errors'], missing: [], noData: [], disabled: [] };
    expect(lookAt(paused, 700, { alarms: firing })).toMatchObject({ decision: 'roll-back', reason: /errors/ });
    const aborted = carryOut(paused, [{ kind: 'request-abort', reason: 'stop', by: 'bob' }], at(700));
    expect(lookAt(aborted, 700)).toMatchObject({ decision: 'roll-back', evidence: { trigger: 'abort' } });
  });

  test('of a bake holds the promotion, and not a bad bake', () => {
    const held = carryOut(baking(), [wish('pause')], at(10));
    expect(lookAt(held, 700)).toMatchObject({ decision: 'continue', evidence: { status: 'PASS', pausedBy: 'ada' } });
    const bad = measuredMinutes(5, 700).map((minute) => ({ ...minute, errors: 300 }));
    expect(lookAt(held, 700, { measured: { kind: 'read', minutes: bad } })).toMatchObject({ decision: 'roll-back' });
  });

  test('that comes between the end of a step and the next one holds that', () => {
    const intent = step(1)[0];
    const transition = applyCommand(paused, intent, at(700));
    expect(transition).toMatchObject({
      kind: 'refused',
      refusal: {
        name: 'ReleasePaused',
        message: `ada paused the release at ${at(100)} (a test), step 1 waits until it is resumed`,
      },
    });
    expect(carryOut(carryOut(paused, [wish('resume')]), step(1)).weights).toEqual({ blue: 50, green: 50 });
  });

  test('does not stop a step that is being written, which is read back first', () => {
    const written = carryOut(carryOut(firstStep(), step(1).slice(0, 1)), [wish('pause')], at(700));
    expect(lookAt(written, 710)).toMatchObject({ decision: 'done' });
    expect(carryOut(written, step(1))).toMatchObject({ weights: { blue: 50, green: 50 } });
  });

  test('before the first step holds that, for as long as pauses may take', () => {
    const announced = carryOut(readyToShift(), [{ kind: 'enter-phase', releaseId, phase: 'shifting' }]);
    expect(lookAt(announced, 500)).toMatchObject({ decision: 'done' });
    const held = carryOut(announced, [wish('pause')], at(100));
    expect(refusal(held, step(0)[0])).toMatch(/step 0 waits/);
    expect(lookAt(held, 500)).toMatchObject({ decision: 'continue', evidence: { pausedSeconds: 400 } });
    expect(lookAt(held, 3700)).toMatchObject({ decision: 'roll-back', reason: /nobody resumed it/ });
  });

  test('that comes right before the verdict of a bake holds the promotion', () => {
    const whole = carryOut(ledgerIn('baking'), []);
    const release = { ...releaseOf(whole), plan: { ...releaseOf(whole).plan, pauseTimeoutSeconds: 60 } };
    const held = carryOut({ ...whole, release }, [
      wish('pause'),
      { kind: 'record-verdict', releaseId, verdict: BAKED },
    ]);
    expect(applyCommand(held, { kind: 'promote', releaseId }, at(700))).toMatchObject({
      kind: 'refused',
      refusal: { name: 'ReleasePaused', message: /the promotion waits/ },
    });
    expect(carryOut(held, [wish('resume'), { kind: 'promote', releaseId }])).toMatchObject({ live: { version: 'v2' } });
  });

  test('that is too late is refused, and one that is left over holds no promoted version', () => {
    const baked = carryOut(baking(), [{ kind: 'record-verdict', releaseId, verdict: BAKED }]);
    expect(refusal(baked, wish('pause'))).toMatch(/pause is possible until the bake is over, and it is/);
    const standby = ledgerIn('standby');
    const release = { ...releaseOf(standby), wishes: { pause: { reason: 'a test', by: 'ada', at: at(0) } } };
    expect(lookAt({ ...standby, release }, 9000)).toMatchObject({ decision: 'done' });
  });

  test.each<[string, Ledger, WishKind, RegExp]>([
    [
      'while checks run',
      ledgerIn('checking'),
      'pause',
      /pause is possible while traffic shifts or bakes, got phase checking/,
    ],
    ['after the promotion', ledgerIn('standby'), 'pause', /got phase standby/],
    ['where the plan allows none', ledgerIn('shifting'), 'pause', /pauses may hold a release for 0 s in all/],
    ['to be overruled by promote-full', paused, 'promote-full', /ada paused the release at .* resume it first/],
    ['to be overruled by a skip', paused, 'skip', /resume it first/],
  ])('fails %s', (_name, ledger, kind, message) => {
    expect(refusal(ledger, wish(kind), 100)).toMatch(message);
  });
});

describe('a skip', () => {
  test('ends the time of its own step, and of no other', () => {
    const skipped = carryOut(firstStep(), [wish('skip', { seen: { phase: 'shifting', stepIndex: 0 } })], at(30));
    expect(lookAt(skipped, 30)).toMatchObject({
      decision: 'done',
      reason: 'ada did not wait for the end of phase shifting (skip: a test), nothing speaks against going on',
    });
    expect(lookAt(carryOut(skipped, step(1), at(40)), 50)).toMatchObject({ decision: 'continue' });
  });

  test('that comes after the step is over ends nothing', () => {
    const later = carryOut(firstStep(), step(1), at(610));
    expect(refusal(later, wish('skip', { seen: { phase: 'shifting', stepIndex: 0 } }), 620)).toBe('unchanged');
    expect(lookAt(later, 630)).toMatchObject({ decision: 'continue' });
  });

  test('of the bake does not skip its measurement', () => {
    const skipped = carryOut(baking(), [wish('skip')], at(60));
    const measured = (count: number) => ({ measured: { kind: 'read' as const, minutes: measuredMinutes(count, 240) } });
    expect(lookAt(skipped, 240, measured(2))).toMatchObject({ decision: 'continue', reason: /the bake is held/ });
    expect(lookAt(skipped, 240, measured(3))).toMatchObject({ decision: 'done', evidence: { status: 'PASS' } });
    // Without traffic it ends where it would have ended: after the bake time and the hold.
    expect(lookAt(skipped, 899, { measured: { kind: 'read', minutes: [] } })).toMatchObject({ decision: 'continue' });
    expect(lookAt(skipped, 901, { measured: { kind: 'read', minutes: [] } })).toMatchObject({ decision: 'roll-back' });
  });

  test('fails while the step is being written', () => {
    const written = carryOut(readyToShift(), step(0).slice(0, 1));
    expect(refusal(written, wish('skip'))).toMatch(/a step that was read back/);
  });

  test('fails before the first step, of which nothing is written', () => {
    const shifting = carryOut(readyToShift(), [{ kind: 'enter-phase', releaseId: RELEASE_2, phase: 'shifting' }]);
    expect(refusal(shifting, wish('skip'))).toMatch(
      /^skip ends the time of a step, got a release before its first one, which waits for no time; ask again in a step/,
    );
  });
});

describe('promote-full', () => {
  test('leads from any step to the one that the bake follows, without waiting', () => {
    const asked = carryOut(firstStep(), [wish('promote-full')], at(30));
    expect(lookAt(asked, 30)).toMatchObject({ decision: 'done', reason: /promote-full/ });
    expect(nextStepIndex(releaseOf(asked))).toBe(2);
    expect(stepToTake(releaseOf(asked), 1)).toBe(2);
    expect(stepToTake(releaseOf(asked), 0)).toBe(0); // a repeated call answers for its step
    expect(carryOut(asked, step(2)).weights).toEqual({ blue: 20, green: 80 });
  });

  test('before the first step skips all small ones, and none of the checks', () => {
    const asked = carryOut(readyToShift(), [wish('promote-full')]);
    expect(nextStepIndex(releaseOf(asked))).toBe(2);
    const unproven = carryOut(ledgerIn('provisioning'), [wish('promote-full')]);
    expect(refusal(unproven, { kind: 'promote', releaseId })).toMatch(/after its bake time/);
  });

  test('takes the last step with traffic on both sides while an analysis has not spoken', () => {
    const analysis = planOf([ERRORS]);
    const release = releaseOf(carryOut(readyToShift({ analysis, holdbackPercent: undefined }), [wish('promote-full')]));
    expect(stepToTake(release, 0)).toBe(2);
    expect(stepToTake({ ...release, stepIndex: 2 }, 3)).toBe(3);
    expect(stepToTake({ ...release, verdicts: [JUDGED] }, 0)).toBe(3);
  });

  test('accepts the step that a shift was about to take when the wish came', () => {
    const asked = carryOut(firstStep(), [wish('promote-full')]);
    expect(carryOut(asked, step(1)).weights).toEqual({ blue: 50, green: 50 });
  });

  test('never passes the measurement of the bake, nor a missing verdict', () => {
    const asked = carryOut(baking(), [wish('promote-full')], at(5));
    expect(lookAt(asked, 130, { measured: { kind: 'read', minutes: measuredMinutes(1, 130) } })).toMatchObject({
      decision: 'continue',
    });
    expect(lookAt(asked, 250)).toMatchObject({ decision: 'done', evidence: { status: 'PASS' } });
    expect(refusal(asked, step(3)[0])).toMatch(/no verdict/);
  });

  test('fails after the promotion', () => {
    expect(refusal(ledgerIn('standby'), wish('promote-full'))).toMatch(/is promoted already/);
  });
});

describe('the step to all traffic', () => {
  const withJudge = (onInconclusive: 'rollback' | 'promote' | 'manual', holdbackPercent?: number) => {
    const analysis = planOf([ERRORS], { settings: judgeSettings({ onInconclusive }) });
    return carryOut(readyToShift({ analysis, holdbackPercent }), [...step(0), ...step(1), ...step(2)]);
  };
  const judged = (status: VerdictStatus): LedgerCommand => ({
    kind: 'record-verdict',
    releaseId,
    verdict: { ...JUDGED, status },
  });
  const last = step(3)[0];

  test('waits for the judge, who was promised to say it before', () => {
    const open = withJudge('rollback');
    expect(refusal(open, last)).toMatch(/when the judge has let the version pass, got no verdict/);
    expect(refusal(carryOut(open, [judged('FAIL')]), last)).toMatch(/got FAIL, not bad/);
    expect(refusal(carryOut(open, [judged('INSUFFICIENT_DATA')]), last)).toMatch(/got INSUFFICIENT_DATA/);
    expect(refusal(carryOut(open, [judged('PASS')]), last)).toBe('changed');
  });

  test('is open without a proof where the model declares that', () => {
    expect(refusal(carryOut(withJudge('promote'), [judged('INSUFFICIENT_DATA')]), last)).toBe('changed');
  });

  test('is open without a proof to the answer of people, and to no other resume', () => {
    const asked = carryOut(withJudge('manual'), [wish('pause', { by: 'the judge', asks: true })]);
    const answered = carryOut(asked, [wish('resume'), judged('INSUFFICIENT_DATA')]);
    expect(refusal(answered, last)).toBe('changed');
    const resumed = carryOut(withJudge('manual'), [wish('pause'), wish('resume'), judged('INSUFFICIENT_DATA')]);
    expect(refusal(resumed, last)).toMatch(/got INSUFFICIENT_DATA/);
  });

  test('after the bake of a holdback waits for it, too', () => {
    const baked = carryOut(withJudge('rollback', 20), [
      { kind: 'enter-phase', releaseId, phase: 'baking' },
      { kind: 'record-verdict', releaseId, verdict: BAKED },
    ]);
    expect(refusal(baked, last)).toMatch(/when the judge has let the version pass/);
    expect(refusal(carryOut(baked, [judged('PASS')]), last)).toBe('changed');
  });
});

test('a look after the bake of a holdback does not measure it twice', () => {
  const moved = carryOut(baking(), [{ kind: 'record-verdict', releaseId, verdict: BAKED }, ...step(3)], at(700));
  const unreadable = { measured: { kind: 'failed' as const, error: 'no metrics' } };
  expect(lookAt(moved, 2000, unreadable)).toMatchObject({ decision: 'done' });
});

test.each<WishKind>(['pause', 'resume', 'promote-full', 'skip'])('%s twice is once', (kind) => {
  const before = kind === 'resume' ? carryOut(firstStep(), [wish('pause')]) : firstStep();
  const once = carryOut(before, [wish(kind)]);
  expect(applyCommand(once, wish(kind, { by: 'bob' }), at(5))).toMatchObject({ kind: 'unchanged', ledger: once });
});

test.each<WishKind>(['pause', 'resume', 'promote-full', 'skip'])('%s fails after an abort, which wins', (kind) => {
  const aborted = carryOut(firstStep(), [{ kind: 'request-abort', reason: 'stop', by: 'bob' }]);
  expect(refusal(aborted, wish(kind))).toMatch(/bob asked to abort/);
});

test('each wish is recorded with who, why and where', () => {
  const transition = applyCommand(firstStep(), wish('pause'), at(7));
  expect(transition).toMatchObject({
    decision: {
      kind: 'pause',
      at: at(7),
      reason: 'ada asked to pause: a test',
      evidence: { phase: 'shifting', stepIndex: 0 },
    },
  });
});
