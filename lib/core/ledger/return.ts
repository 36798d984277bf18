import { ActiveRelease, Ledger } from './ledger';
import { rejectionOf } from './rejection';

/** Why the version before can't be brought back, as far as the ledger knows; undefined when it can. */
export function reasonNotToReturn(ledger: Ledger): string | undefined {
  const { live, before } = ledger;
  if (live === undefined) return 'no version is live: there is nothing to go back from';
  if (before === undefined) return `no copy of a version before ${live.version} is on record`;
  if (before.environment === live.environment)
    return `${before.environment}, where version ${before.version} was, has the live version ${live.version} by now`;
  const rejected = rejectionOf(ledger, before);
  if (rejected === undefined) return undefined;
  return `version ${before.version} was rejected by release ${rejected.releaseId} at ${rejected.at}: ${rejected.reason}`;
}

/** True while a return is on its way and has not moved traffic: who asks for a rollback now wants just this. */
export function isOnItsWayBack({ returning, trafficMayHaveMoved, abort, rollback }: ActiveRelease): boolean {
  return returning !== undefined && !trafficMayHaveMoved && abort === undefined && rollback === undefined;
}
