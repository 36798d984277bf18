import { copyName } from '../../../lib/core/sagemaker/copy-name';
import { makeHandler } from '../../../lib/handlers/environment-sagemaker';
import { carryOut, ledgerIn, MODEL, RELEASE_1, RELEASE_2 } from '../../core/ledger/ledgers';
import { gatewayWorld } from '../world/gateway-world';
import { World } from '../world/world';

export const OWN = copyName(MODEL, 'green', RELEASE_2);
export const OWN_ARN = `arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/${OWN}`;
export const LIVE = copyName(MODEL, 'blue', RELEASE_1);
export const OLDER = 'v0-release';

export const GREEN_TARGET = 'endpoint/fraud-green/variant/main';
export const BLUE_TARGET = 'endpoint/fraud-blue/variant/main';

export const TAGS = { 'bluegreen:model': MODEL, 'bluegreen:release': RELEASE_2, 'bluegreen:version': 'v2' };

export const call = (world: World, action: string, members: object = {}) =>
  makeHandler(world.deps())({ action, releaseId: RELEASE_2, ...members });

/** v1 is live in blue, v2 about to come; v2 was prepared without naming an image. */
export function preparedWorld(): World {
  const ledger = ledgerIn('preparing');
  const world = gatewayWorld({ ...ledger, release: { ...ledger.release!, image: '' } });
  world.sageMaker.host('blue', RELEASE_1);
  return world;
}

export async function provisioned(): Promise<World> {
  const world = preparedWorld();
  await call(world, 'provision');
  return world;
}

/** Provisioned, and in service. */
export async function readyWorld(): Promise<World> {
  const world = await provisioned();
  world.sageMaker.timePasses();
  return world;
}

/** As the workflow does: tries again, later, as long as the environment is busy. */
export async function insisting<T>(world: World, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 5; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if ((error as Error).name !== 'EnvironmentBusy') throw error;
      world.sageMaker.timePasses();
    }
  }
  throw new Error('still busy after 5 tries');
}

export function decideRollback(world: World): void {
  const reason = { trigger: 'check', reason: 'x', evidence: {} } as const;
  world.setLedger(carryOut(world.ledger, [{ kind: 'decide-rollback', releaseId: RELEASE_2, reason }]));
}
