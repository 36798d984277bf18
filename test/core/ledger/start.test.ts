import { Phase } from '../../../lib/contract';
import { StartCommand } from '../../../lib/core/ledger/command';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { at, carryOut, ledgerIn, lifeOf, MODEL, quietLedger, RELEASE_2, startCommand, T0 } from './ledgers';

const deployed = (members: Partial<StartCommand> = {}) => startCommand('v1', { contentHash: 'declared', ...members });
const byHand = (members: Partial<StartCommand> = {}) =>
  startCommand('v1', { contentHash: `version and ${members.image ?? 'image'}`, byHand: true, ...members });

/** The ledger after a release of v1 was promoted and has ended. */
function live(first: StartCommand) {
  const empty = emptyLedger(MODEL);
  const [, ...rest] = lifeOf('v1', empty);
  return carryOut(empty, [first, ...rest]);
}

const again = (command: StartCommand): StartCommand => ({ ...command, releaseId: 'again', executionArn: 'again' });

describe('a version that is live', () => {
  test.each<[string, StartCommand, StartCommand]>([
    ['deployed, then deployed with the same content', deployed(), deployed()],
    ['deployed, then by hand', deployed(), byHand()],
    ['deployed, then by hand with the image of the candidate', deployed(), byHand({ image: '' })],
    ['by hand twice', byHand(), byHand()],
    ['by hand with the image of the candidate, then by hand with that image', byHand({ image: '' }), byHand()],
  ])('is not released again: %s', (_name, first, second) => {
    expect(applyCommand(live(first), again(second), T0)).toMatchObject({
      kind: 'unchanged',
      reason: 'version v1 is live already',
    });
  });

  test.each<[string, StartCommand, StartCommand, RegExp]>([
    ['deployed with other content', deployed(), deployed({ contentHash: 'other' }), /hash declared, now other/],
    ['by hand, then deployed with more than was told', byHand(), deployed(), /hash version and , now declared/],
    [
      'deployed, then by hand with another image',
      deployed(),
      byHand({ image: 'repo/model:x' }),
      /image repo\/model:v1, now repo\/model:x/,
    ],
  ])('fails under the same string with other content: %s', (_name, first, second, difference) => {
    expect(applyCommand(live(first), again(second), T0)).toMatchObject({
      refusal: { name: 'ReleaseRefused', message: expect.stringMatching(difference) },
    });
  });
});

describe('a dead release whose lock is taken over', () => {
  const takeOver = (ledger: Ledger) =>
    applyCommand(ledger, startCommand('v3', { deadExecutionArn: ledger.release!.executionArn }), at(1));

  test.each<[Phase, string, RegExp]>([
    ['checking', 'rolled-back', /its execution died in phase checking/],
    ['standby', 'promoted', /passed its checks and its bake time/],
    ['retiring-failed', 'rolled-back', /alarm fires/],
  ])('ends in phase %s as %s, with its own record', (phase, outcome, reason) => {
    const transition = takeOver(ledgerIn(phase));
    if (transition.kind !== 'changed') throw new Error(JSON.stringify(transition));
    const { ledger, decision, ending } = transition;
    expect(decision).toMatchObject({ releaseId: 'v3-release', kind: 'start', evidence: { tookOverFrom: RELEASE_2 } });
    expect(ending).toMatchObject({
      release: { releaseId: RELEASE_2, outcome, reason: expect.stringMatching(reason), endedAt: at(1) },
      decision: { releaseId: RELEASE_2, kind: 'taken-over', evidence: { outcome, phase, takenOverBy: 'v3-release' } },
    });
    expect(ledger.release).toMatchObject({ releaseId: 'v3-release', tookOverFrom: RELEASE_2 });
    expect(ledger.ended[0]).toEqual(ending!.release);
  });

  test('is one release that ends: a free lock ends none', () => {
    expect(applyCommand(quietLedger(), startCommand('v3'), at(1))).not.toHaveProperty('ending');
  });
});

describe('an approval event', () => {
  const packageArn = (number: number, group = 'fraud') =>
    `arn:aws:sagemaker:eu-west-1:111122223333:model-package/${group}/${number}`;
  const approved = (number: number, members: Partial<StartCommand> = {}) =>
    startCommand(`fraud-${number}`, { image: packageArn(number), byHand: true, byRegistry: true, ...members });
  /** Package 7 is live, by a deploy that gives it a version of its own. */
  const liveIs7 = () => {
    const ledger = quietLedger();
    return { ...ledger, live: { ...ledger.live!, image: packageArn(7) } };
  };
  /** Package 8 is on its way, too. */
  const releasing8 = () => {
    const transition = applyCommand(liveIs7(), approved(8), T0);
    if (transition.kind !== 'changed') throw new Error(JSON.stringify(transition));
    return transition.ledger;
  };

  test.each<[string, Ledger, StartCommand, RegExp]>([
    ['is live', liveIs7(), approved(7), /fraud\/7 is live already, as version "v1"/],
    ['is live, by other letters', liveIs7(), approved(7, { image: packageArn(7, 'Fraud') }), /is live already/],
    [
      'is older than the live one',
      liveIs7(),
      approved(3),
      /older than the live one, .*fraud\/7, .* start its release by hand/,
    ],
    [
      'is under way',
      releasing8(),
      again(approved(8)),
      /released already, by release fraud-8-release in phase preparing/,
    ],
    ['is old while a newer one is under way', releasing8(), approved(3), /older than the live one/],
  ])('of a package that %s wants nothing', (_name, ledger, command, reason) => {
    expect(applyCommand(ledger, command, at(1))).toMatchObject({
      kind: 'unchanged',
      reason: expect.stringMatching(reason),
    });
  });

  test.each<[string, Ledger, StartCommand]>([
    ['of a newer package, by number', liveIs7(), approved(10)],
    ['when nothing is live', emptyLedger(MODEL), approved(3)],
    ['of another group', liveIs7(), approved(3, { image: packageArn(3, 'other') })],
    ['when the live version is no package', quietLedger(), approved(3)],
    [
      'whose execution died',
      releasing8(),
      again(approved(8, { deadExecutionArn: releasing8().release!.executionArn })),
    ],
  ])('starts a release %s', (_name, ledger, command) => {
    expect(applyCommand(ledger, command, at(1))).toMatchObject({ kind: 'changed', decision: { kind: 'start' } });
  });

  test('does not keep people from going back by hand', () => {
    const askedByHand = { ...approved(3), byRegistry: false };
    expect(applyCommand(liveIs7(), askedByHand, at(1))).toMatchObject({ kind: 'changed', decision: { kind: 'start' } });
  });

  test.each<[string, Ledger, RegExp]>([
    ['another package is under way', releasing8(), /release fraud-8-release .* is in phase preparing/],
    [
      'the package was rejected',
      { ...liveIs7(), rejected: [{ ...approved(9), reason: 'errors', at: T0 }] },
      /was rejected by release fraud-9-release/,
    ],
  ])('fails when %s', (_name, ledger, message) => {
    expect(applyCommand(ledger, approved(9), at(1))).toMatchObject({
      refusal: { name: 'ReleaseRefused', message: expect.stringMatching(message) },
    });
  });
});
