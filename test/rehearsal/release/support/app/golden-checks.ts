import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Check, GoldenDataset, GoldenRule, GoldenSetCheckProps } from '../../../../../lib';
import { AppVariant } from './app-variant';
import { MODES } from './modes';

const PAYMENTS = join(__dirname, 'payments.jsonl');
const MIXED_PAYMENTS = join(__dirname, 'mixed-payments.jsonl');

/** Golden sets of payments of which it is known whether they are frauds. */
export function goldenChecks({ goldenSet, goldenItems, mixedPayments }: AppVariant): Check[] {
  // All of it happens in one process: more workers would only wait, and set off the alarm of slow answers.
  const shards = goldenItems === undefined ? { itemsPerShard: 10 } : { itemsPerShard: 1000, maxConcurrency: 3 };
  const file = goldenItems === undefined ? PAYMENTS : manyPayments(goldenItems);
  return [
    ...(goldenSet === undefined ? [] : [payments(file, { mode: MODES[goldenSet], ...shards })]),
    ...(mixedPayments === true ? [payments(MIXED_PAYMENTS, shards)] : []),
  ];
}

function payments(file: string, more: Partial<GoldenSetCheckProps>): Check {
  return Check.goldenSet({
    name: 'payments',
    dataset: GoldenDataset.fromAsset(file, {
      inputPath: 'payment',
      expectedPath: 'fraud',
      categoryPath: 'country',
    }),
    rules: [GoldenRule.threshold('outputs[0].data[0]', { threshold: 0.5 })],
    ...more,
  });
}

/** A file of the same payments over and over. */
function manyPayments(items: number): string {
  const lines = readFileSync(PAYMENTS, 'utf8').trim().split('\n');
  const file = join(tmpdir(), `payments-${items}.jsonl`);
  writeFileSync(file, Array.from({ length: items }, (_, index) => `${lines[index % lines.length]}\n`).join(''));
  return file;
}
