import { StopProtectingEvent, StopProtectingResult, WatchResult } from '../../contract';
import { ownRelease } from '../../core/guard';
import { ActiveRelease, Ledger } from '../../core/ledger/ledger';
import { protectionAfter, withProtection } from '../../core/protection';
import { messageOf, nameOf } from '../shared/errors';
import { GatewaySettingsStore } from '../shared/gateway-settings';
import { LedgerStore } from '../shared/ledger-store';

/** What protects callers while a release is watched. */
export interface Protecting {
  readonly store: LedgerStore;
  /** Present when the model declares `protectCallers`: gateways of before know no such setting. */
  readonly gatewaySettings: GatewaySettingsStore | undefined;
  readonly now: () => Date;
}

/**
 * Tells the gateways what follows from a look. That callers are not protected is no reason to go back, so a failure is only told, with
 * the evidence.
 */
export async function protectCallers(
  { gatewaySettings, now }: Protecting,
  ledger: Ledger,
  release: ActiveRelease,
  result: WatchResult,
): Promise<WatchResult> {
  if (gatewaySettings === undefined) return result;
  const protection = protectionAfter(ledger, release, result, now().toISOString());
  if (protection.kind === 'keep') return result;
  const protect = protection.kind === 'protect' ? protection.by : undefined;
  try {
    await gatewaySettings.update((settings) => withProtection(settings, protect));
  } catch (error) {
    const unprotected = `${nameOf(error)}: ${messageOf(error)}`;
    return { ...result, evidence: { ...result.evidence, unprotected } };
  }
  return protect === undefined ? result : { ...result, evidence: { ...result.evidence, protectedBy: protect.by } };
}

/** The traffic of the release is back. Leaves alone what another release does, if this one has lost the lock. */
export async function stopProtecting(
  { store, gatewaySettings }: Protecting,
  { releaseId }: StopProtectingEvent,
): Promise<StopProtectingResult> {
  if (gatewaySettings === undefined || ownRelease(await store.read(), releaseId) === undefined)
    return { stopped: false };
  return { stopped: await gatewaySettings.update((settings) => withProtection(settings, undefined)) };
}
