import { Phase } from '../../../../lib/contract';
import { leftOfReleases } from './left-of-releases';
import { freshVersion, release } from './pipeline';
import { World } from './world';

/** Tests that a release on SageMaker which somebody aborts in one of these phases leaves everything as it was before. */
export function abortsGoBack(world: () => World, phases: readonly Phase[]): void {
  test.each(phases)('an abort in phase %s goes back', async (phase) => {
    const before = [await world().facts(), await leftOfReleases(world())];
    const version = freshVersion();
    world().atPhase(phase, () => world().abort());
    expect(await release(world(), version)).toMatchObject({
      outcome: 'rolled-back',
      reason: expect.stringContaining('ada'),
    });
    expect([await world().facts(), await leftOfReleases(world())]).toEqual(before);
  });
}
