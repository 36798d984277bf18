import { ActiveRelease } from './ledger';

/** For people: who goes back, from what to what, and why. */
export function reasonOfReturn({ requestedBy, returning, version }: ActiveRelease): string {
  return `${requestedBy} asked to go back from ${returning?.left.version} to ${version}: ${returning?.reason}`;
}
