import { GatewaySettings, ProtectSettings, WatchResult } from '../contract/index';
import { ActiveRelease, Ledger } from './ledger/ledger';
import { stableVersion } from './ledger/stable';
import { secondsBetween } from './time';

/** What a look does about the callers of a release's version; `keep` leaves the settings as they are. */
export type Protection =
  { readonly kind: 'protect'; readonly by: ProtectSettings } | { readonly kind: 'keep' } | { readonly kind: 'stop' };

/**
 * From the last look before the shift on until the end of the standby time, the stable side answers what the new version fails: it runs,
 * and has proven itself. A look that sends the release back leaves that alone, because callers need it until their traffic is back; the
 * last one of the standby time ends it, because the stable side is emptied next.
 */
export function protectionAfter(
  ledger: Ledger,
  release: ActiveRelease,
  { decision }: Pick<WatchResult, 'decision'>,
  now: string,
): Protection {
  if (decision === 'roll-back') return { kind: 'keep' };
  const by = stableVersion(ledger)?.environment;
  // The stable side of a return is the version that people fled: nobody is given its answers any more.
  if (release.returning !== undefined || by === undefined || by === release.environment) return { kind: 'stop' };
  if (!isProtected(release, decision)) return { kind: 'stop' };
  return { kind: 'protect', by: { of: release.environment, by, until: untilOf(release, now) } };
}

function isProtected({ phase }: ActiveRelease, decision: WatchResult['decision']): boolean {
  switch (phase) {
    case 'shifting':
    case 'baking':
      return true;
    case 'standby':
      return decision === 'continue';
    default:
      return false;
  }
}

/** Renewed at each look, so that it ends by itself when nobody looks any more; one look may be late, or fail and be tried again. */
function untilOf({ plan }: ActiveRelease, now: string): number {
  return Math.ceil(secondsBetween(new Date(0), now)) + 2 * plan.watchIntervalSeconds + 60;
}

/** The settings with this protection; what else is set stays. */
export function withProtection(settings: GatewaySettings, protect: ProtectSettings | undefined): GatewaySettings {
  return { ...settings, protect };
}
