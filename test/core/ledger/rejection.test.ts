import { StartCommand } from '../../../lib/core/ledger/command';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { ALARM_REASON, carryOut, lifeOf, quietLedger, startCommand, T0 } from './ledgers';

const deployed = (members: Partial<StartCommand> = {}) => startCommand('v2', { contentHash: 'declared', ...members });
const byHand = (members: Partial<StartCommand> = {}) =>
  startCommand('v2', { contentHash: `version and ${members.image ?? 'image'}`, byHand: true, ...members });

/** The ledger after a version was rejected. */
function rejected(first: StartCommand): Ledger {
  const { releaseId } = first;
  return carryOut(quietLedger(), [
    first,
    { kind: 'decide-rollback', releaseId, reason: ALARM_REASON },
    { kind: 'record-rollback', releaseId },
    { kind: 'finish', releaseId },
  ]);
}

const again = (command: StartCommand): StartCommand => ({ ...command, releaseId: 'again', executionArn: 'again' });

test.each<[string, StartCommand, StartCommand, 'refused' | 'changed']>([
  ['the same content, deployed twice', deployed(), deployed(), 'refused'],
  ['the same content under another version string', deployed(), deployed({ version: 'v3' }), 'refused'],
  ['other content under the same version string', deployed(), deployed({ contentHash: 'other' }), 'changed'],
  ['the same by hand twice', byHand(), byHand(), 'refused'],
  ['another image by hand', byHand(), byHand({ image: 'repo/model:other' }), 'changed'],
  ['deployed, then by hand', deployed(), byHand(), 'refused'],
  ['by hand, then deployed', byHand(), deployed(), 'refused'],
  ['deployed, then by hand with the image of the candidate', deployed(), byHand({ image: '' }), 'refused'],
  ['by hand with the image of the candidate, then deployed', byHand({ image: '' }), deployed(), 'refused'],
  ['deployed, then by hand with another image', deployed(), byHand({ image: 'repo/model:other' }), 'changed'],
  ['by hand, then deployed with another image', byHand(), deployed({ image: 'repo/model:other' }), 'changed'],
  ['deployed, then by hand under another version string', deployed(), byHand({ version: 'v3' }), 'changed'],
])('%s', (_name, first, second, kind) => {
  const ledger = rejected(first);
  expect(ledger.rejected).toHaveLength(1);
  expect(applyCommand(ledger, again(second), T0)).toMatchObject({ kind });
  expect(applyCommand(ledger, { ...again(second), force: true }, T0)).toMatchObject({ kind: 'changed' });
});

test('a refusal says who rejected it, and what to do', () => {
  expect(applyCommand(rejected(deployed()), again(byHand()), T0)).toMatchObject({
    refusal: {
      name: 'ReleaseRefused',
      message: expect.stringMatching(
        /^version "v2" was rejected by release v2-release at .* \(alarm fires\); give changed content a new version, or force/,
      ),
    },
  });
});

test.each([
  ['deployed', deployed(), byHand()],
  ['by hand', byHand(), deployed()],
])('a version that was rejected %s is forgotten when the other way promotes it', (_name, first, forced) => {
  const ledger = rejected(first);
  const [, ...rest] = lifeOf('v2', ledger);
  expect(carryOut(ledger, [{ ...forced, force: true }, ...rest]).rejected).toEqual([]);
});
