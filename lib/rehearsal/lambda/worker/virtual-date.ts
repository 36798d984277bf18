import { TimeSync } from '../messages';

/**
 * Puts the worker on virtual time: `Date.now()`, `new Date()` and `Date()` follow the last sync, everything else about `Date`
 * stays. Timers stay real. Returns the function that syncs again.
 */
export function installVirtualDate(first: TimeSync): (sync: TimeSync) => void {
  let sync = first;
  let syncedAt = performance.now();
  const now = () => Math.floor(sync.now + (performance.now() - syncedAt) * sync.speed);
  const RealDate = Date;
  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, property, receiver) =>
      property === 'now' ? now : (Reflect.get(target, property, receiver) as unknown),
  });
  RealDate.prototype.constructor = VirtualDate;
  globalThis.Date = VirtualDate;
  return (next) => {
    sync = next;
    syncedAt = performance.now();
  };
}
