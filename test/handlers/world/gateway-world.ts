import { Env, Names } from '../../../lib/contract';
import { Ledger } from '../../../lib/core/ledger/ledger';
import { MODEL } from '../../core/ledger/ledgers';
import { World } from './world';

/** A world whose targets are gateways before the endpoints of the environments. */
export function gatewayWorld(ledger?: Ledger): World {
  const world = new World(ledger);
  const names = { blue: Names.endpoint(MODEL, 'blue'), green: Names.endpoint(MODEL, 'green') };
  Object.assign(world.env, { [Env.ENDPOINT_NAMES]: JSON.stringify(names) });
  return world;
}
