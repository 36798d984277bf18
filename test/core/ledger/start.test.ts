import { StartCommand } from '../../../lib/core/ledger/command';
import { emptyLedger } from '../../../lib/core/ledger/ledger';
import { applyCommand } from '../../../lib/core/ledger/transitions';
import { carryOut, lifeOf, MODEL, startCommand, T0 } from './ledgers';

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
