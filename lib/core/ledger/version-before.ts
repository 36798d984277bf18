import { EndedRelease, Ledger } from './ledger';
import { rejectionOf } from './rejection';

/** The last version that was promoted before the live one, if the ledger still knows it and nothing spoke against it since. */
export function versionBefore(ledger: Ledger): EndedRelease | undefined {
  const { live, ended } = ledger;
  return ended.find(
    (release) =>
      release.outcome === 'promoted' && release.version !== live?.version && rejectionOf(ledger, release) === undefined,
  );
}
