import fc from 'fast-check';
import { allOn, Weights } from '../../../lib/contract';
import { ActiveRelease, Ledger } from '../../../lib/core/ledger/ledger';
import { stepWeights } from '../../../lib/core/ledger/shift';
import { isCohortInPlace } from '../../../lib/core/traffic/cohort';
import { listsOnly, readWeights, sameSplit } from '../../../lib/core/traffic/weights';
import { makeHandler as makeEnvironment } from '../../../lib/handlers/environment-ecs';
import { makeHandler as makeRelease } from '../../../lib/handlers/release';
import { makeHandler as makeTraffic } from '../../../lib/handlers/traffic';
import { carryOut, ledgerIn, lifeOf, quietLedger, RELEASE_2 } from '../../core/ledger/ledgers';
import { Gate, OPEN } from '../../handlers/world/calls';
import { cohortWorld } from '../../handlers/world/cohorts';
import { Scheduler } from '../../handlers/world/scheduler';
import { GROUPS, World } from '../../handlers/world/world';
import { abort, alarm, bursts, deathsWithin, OPERATOR, ROLLBACK, shift, subset } from '../support/meetings';

type Call = (world: World, gate: Gate) => Promise<unknown>;

const traffic =
  (event: unknown): Call =>
  (world, gate) =>
    makeTraffic(world.deps(gate))(event);

/** What may happen at once. Each is one invocation with its own clients. */
const INVOCATIONS = {
  shift0: traffic(shift(0)),
  shift1: traffic(shift(1)),
  alarm: traffic(alarm('errors')),
  operator: traffic(OPERATOR),
  rollback: traffic(ROLLBACK),
  promote: (world, gate) => makeRelease(world.deps(gate))({ action: 'promote', releaseId: RELEASE_2 }),
  retire: (world, gate) => makeEnvironment(world.deps(gate))({ action: 'retire', releaseId: RELEASE_2, which: 'old' }),
  abort,
} satisfies Record<string, Call>;

type Invocation = keyof typeof INVOCATIONS;

/** Step 0 is about to be taken; its first try may have declared its intent. */
function beforeShift(): Ledger {
  return ledgerIn('checking');
}

function afterSteps(): Ledger {
  const quiet = quietLedger();
  const life = lifeOf('v2', quiet);
  return carryOut(
    quiet,
    life.slice(
      0,
      life.findIndex(({ kind }) => kind === 'promote'),
    ),
  );
}

/** Situations with the invocations that may meet in them. */
const SITUATIONS: readonly { name: string; ledger: () => Ledger; meeting: readonly Invocation[] }[] = [
  { name: 'first step', ledger: beforeShift, meeting: ['shift0', 'alarm', 'alarm', 'abort', 'rollback'] },
  {
    name: 'second step',
    ledger: () => ledgerIn('shifting'),
    meeting: ['shift1', 'alarm', 'operator', 'abort', 'rollback'],
  },
  {
    name: 'two shifts of one step',
    ledger: () => ledgerIn('shifting'),
    meeting: ['shift1', 'shift1', 'alarm', 'rollback'],
  },
  { name: 'promotion', ledger: afterSteps, meeting: ['promote', 'alarm', 'operator', 'abort', 'rollback'] },
  { name: 'standby', ledger: () => ledgerIn('standby'), meeting: ['alarm', 'alarm', 'abort', 'rollback', 'retire'] },
];

/** What the workflow does after a failed or dead state: it tries the rollback until it is through. */
async function cleanUp(world: World): Promise<void> {
  await INVOCATIONS.rollback(world, OPEN);
}

/** Meetings that are tried in every order with two changes of turn: the first makes i calls, the second j, then both end. */
const PAIRS: readonly [string, () => Ledger, Invocation, Invocation][] = [
  ['a shift and an alarm', () => ledgerIn('shifting'), 'shift1', 'alarm'],
  ['a shift and the workflow rollback', () => ledgerIn('shifting'), 'shift1', 'rollback'],
  ['the first shift and an operator', beforeShift, 'shift0', 'operator'],
  ['the first shift and an abort', beforeShift, 'shift0', 'abort'],
  ['a shift and an abort', () => ledgerIn('shifting'), 'shift1', 'abort'],
  ['a promotion and an abort', afterSteps, 'promote', 'abort'],
  ['two alarms', () => ledgerIn('shifting'), 'alarm', 'alarm'],
  ['an alarm and an abort', () => ledgerIn('shifting'), 'alarm', 'abort'],
  ['an alarm and the workflow rollback', () => ledgerIn('shifting'), 'alarm', 'rollback'],
  ['a promotion and an alarm', afterSteps, 'promote', 'alarm'],
  ['the end of the standby and an alarm', () => ledgerIn('standby'), 'retire', 'alarm'],
];

/** More calls than any invocation makes without a conflict. */
const MOST_CALLS = 15;

/** With a cohort every way back writes two rules, and so does the first step. */
describe.each([
  ['a model', (ledger: Ledger) => new World(ledger)],
  ['a model with a cohort', cohortWorld],
])('%s', (_model, newWorld) => {
  describe.each(SITUATIONS)('interleaved calls at the $name', ({ ledger, meeting }) => {
    const alone = ledger();

    test('without a death: a decided rollback ends with all traffic on the stable side, and ledger and rule agree', async () => {
      await fc.assert(
        fc.asyncProperty(bursts, subset(meeting), async (order, chosen) => {
          const world = newWorld(alone);
          const scheduler = new Scheduler();
          chosen.forEach((index) => scheduler.start(index, (gate) => INVOCATIONS[meeting[index]](world, gate)));
          await scheduler.run(order);
          await expectAgreement(world);
        }),
        { numRuns: 150 },
      );
    });

    test('with deaths: the workflow rollback that follows ends with all traffic on the stable side', async () => {
      await fc.assert(
        fc.asyncProperty(bursts, subset(meeting), deathsWithin(9), async (order, chosen, killAfter) => {
          const world = newWorld(alone);
          const scheduler = new Scheduler(killAfter);
          chosen.forEach((index) => scheduler.start(index, (gate) => INVOCATIONS[meeting[index]](world, gate)));
          await scheduler.run(order);
          await cleanUp(world);
          expectWayBackTaken(world);
        }),
        { numRuns: 150 },
      );
    });
  });

  test.each(PAIRS)('%s agree in all orders with two changes of turn', async (_name, makeLedger, first, second) => {
    const ledger = makeLedger();
    for (const [a, b] of [
      [0, 1],
      [1, 0],
    ]) {
      await allBursts(async (i, j) => {
        const world = newWorld(ledger);
        const scheduler = new Scheduler();
        [first, second].forEach((name, process) => scheduler.start(process, (gate) => INVOCATIONS[name](world, gate)));
        const made = await scheduler.run([
          { process: a, calls: i },
          { process: b, calls: j },
          { process: a, calls: 50 },
        ]);
        await expectAgreement(world);
        return made;
      });
    }
  });

  test('a shift that dies around an alarm leaves what the workflow rollback repairs', async () => {
    const ledger = ledgerIn('shifting');
    for (let before = 0; before <= MOST_CALLS; before++) {
      for (let death = before + 1; death <= MOST_CALLS; death++) {
        const world = newWorld(ledger);
        const scheduler = new Scheduler({ 0: death });
        scheduler.start(0, (gate) => INVOCATIONS.shift1(world, gate));
        scheduler.start(1, (gate) => INVOCATIONS.alarm(world, gate));
        await scheduler.run([
          { process: 0, calls: before },
          { process: 1, calls: 50 },
        ]);
        await cleanUp(world);
        expectAllOnBlue(world);
      }
    }
  });
});

/** Tries a first burst of i calls and a second one of j, for all i and j that make a difference: one that had fewer calls to make ends its row. */
async function allBursts(attempt: (i: number, j: number) => Promise<readonly number[]>): Promise<void> {
  for (let i = 0, isFirstOver = false; !isFirstOver; i++) {
    for (let j = 0, isSecondOver = false; !isSecondOver; j++) {
      const [first, second] = await attempt(i, j);
      isFirstOver = first < i;
      isSecondOver = second < j;
    }
  }
}

/**
 * A decided rollback has all traffic on the stable side; without one, ledger and rule agree. An abort that hits a shift may leave the
 * rule at the step that the shift had declared: the way back is the workflow's, which follows at once.
 */
async function expectAgreement(world: World): Promise<void> {
  const { release, weights } = world.ledger;
  if (release?.rollback !== undefined && release.trafficMayHaveMoved) return expectAllOnBlue(world);
  const possible = [weights, ...(release?.abort === undefined ? [] : declaredWeights(release))];
  expect(possible.some((each) => sameSplit(each, weightsOf(world)))).toBe(true);
  expectCohortInPlace(world);
  if (release?.abort === undefined) return;
  await cleanUp(world);
  expectWayBackTaken(world);
}

/** Weights of a step that was declared and not read back. */
function declaredWeights(release: ActiveRelease): readonly Weights[] {
  const { stepIndex, stepSince } = release;
  return stepIndex === undefined || stepSince !== undefined ? [] : [stepWeights(release, stepIndex)];
}

/** After the workflow's rollback: everything is on the stable side, unless nothing had moved, or it came too late. */
function expectWayBackTaken(world: World): void {
  const { release } = world.ledger;
  if (release?.phase === 'retiring') expect(world.weights).toEqual(allOn('green'));
  else if (release?.trafficMayHaveMoved === true) expectAllOnBlue(world);
  expect(sameSplit(weightsOf(world), world.ledger.weights)).toBe(true);
  expectCohortInPlace(world);
}

function expectCohortInPlace({ cohortActions, ledger }: World): void {
  if (cohortActions === undefined) return;
  const weights = readWeights(cohortActions, GROUPS);
  expect(isCohortInPlace(ledger, { weights, isGone: false })).toBe(true);
}

function weightsOf(world: World): Weights {
  if (world.weights === undefined) throw new Error('the rule forwards to other target groups');
  return world.weights;
}

function expectAllOnBlue(world: World): void {
  for (const actions of [world.actions, world.cohortActions ?? world.actions])
    expect(listsOnly(actions, GROUPS, 'blue')).toBe(true);
  expect(world.ledger.weights).toEqual(allOn('blue'));
  expect(world.ledger.live?.version).toBe('v1');
  expect(world.ecs.service('blue').desiredCount).toBe(2);
}
