import { MAX_EVIDENCE_BYTES } from './own-check';

type Evidence = Readonly<Record<string, unknown>>;

/**
 * As much of the evidence as the ledger takes. The named lists and records are halved until all of it fits: they have the worst first,
 * and the bucket has the rest.
 */
export function fitEvidence(evidence: Evidence, halvable: readonly string[]): Record<string, unknown> {
  let kept: Record<string, unknown> = { ...evidence };
  while (
    Buffer.byteLength(JSON.stringify(kept)) > MAX_EVIDENCE_BYTES &&
    halvable.some((name) => size(kept[name]) > 0)
  ) {
    kept = { ...kept, ...Object.fromEntries(halvable.map((name) => [name, firstHalf(kept[name])])) };
  }
  return kept;
}

function size(value: unknown): number {
  return Object.keys(value ?? {}).length;
}

function firstHalf(value: unknown): unknown {
  const half = Math.floor(size(value) / 2);
  return Array.isArray(value) ? value.slice(0, half) : Object.fromEntries(Object.entries(value ?? {}).slice(0, half));
}
