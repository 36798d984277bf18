import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { barsOf } from './bars';
import { FULL, measure, QUICK } from './measure';
import { report } from './report';

/** Plays simulated releases to the judge and to what people use instead. Ends with 1 when the judge misses a bar. */
export async function benchJudge(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, json: { type: 'string' } },
  });
  const effort = values.quick ? QUICK : FULL;
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
  const results = measure(effort, (what) => process.stderr.write(`${seconds().padStart(4)} s  ${what}\n`));
  const bars = barsOf(results);
  process.stdout.write(`${report(results, bars)}\n`);
  process.stderr.write(`${seconds().padStart(4)} s  done\n`);
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ effort, bars, ...results }, null, 2)}\n`);
  if (bars.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
