import { benchGateway } from './gateway';
import { benchJudge } from './judge';
import { benchLoad } from './load';

/** The benchmarks by name; each takes the rest of the command line. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  gateway: benchGateway,
  judge: benchJudge,
  load: benchLoad,
};

const [name = '', ...args] = process.argv.slice(2);
const bench = BENCHES[name];
if (bench === undefined) {
  process.stderr.write(`usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--quick] [--json FILE]\n`);
  process.exitCode = 2;
} else {
  bench(args).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  });
}
