import { BAKE_VERDICT, Verdict } from '../../contract/index';
import { ActiveRelease } from './ledger';

/** What the watch said at the end of the bake; undefined while it goes on. */
export function verdictOfBake({ verdicts }: Pick<ActiveRelease, 'verdicts'>): Verdict | undefined {
  return verdicts.find(({ check }) => check === BAKE_VERDICT);
}
