import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GatewayEnv } from '../../contract/index';

/** Built by `npm run bundle` and published with the package. */
const INLINE = join(__dirname, '..', '..', 'gateway', 'bundle', 'gateway.inline.txt');

/**
 * ECS limits a task definition to 64 KB (ECS service quotas; memory): two gateways, as SageMaker needs them, leave 7.5 KB for all the
 * rest, of which their variables, commands and roles take 4.
 */
const MAX_INLINE_BYTES = 29_000;

/**
 * Starts the program from its variable: nothing is fetched or written, so the root file system can be read-only. The variable is
 * removed, lest everything that prints the environment prints the program.
 */
const BOOTSTRAP = [
  "import{brotliDecompressSync as unpack}from'node:zlib'",
  `const code=unpack(Buffer.from(process.env.${GatewayEnv.CODE},'base64'))`,
  `delete process.env.${GatewayEnv.CODE}`,
  "const url='data:text/javascript;base64,'+code.toString('base64')",
  'await import(url)',
].join(';');

/** The gateway's program, packed for an environment variable. Throws when it was not built, or has outgrown the variable. */
export function inlineCode(file: string = INLINE): string {
  if (!existsSync(file)) {
    throw new Error(`the gateway's bundle must exist, got no file ${file}; run npm run bundle before synth`);
  }
  const code = readFileSync(file, 'utf8');
  if (code.length >= MAX_INLINE_BYTES) {
    throw new Error(
      `the gateway's bundle must be below ${MAX_INLINE_BYTES} bytes, got ${code.length}; a task definition holds 64 KB in all`,
    );
  }
  return code;
}

/** Arguments of `node` that start the gateway, with a heap that leaves half of the memory to bodies and sockets. */
export function startCommand(memoryLimitMiB: number): string[] {
  return [`--max-old-space-size=${Math.floor(memoryLimitMiB / 2)}`, '--input-type=module', '--eval', BOOTSTRAP];
}

/** ECS' health check of the container: the gateway answers at all. Its model's health is the load balancer's matter. */
export function healthCommand(port: number, path: string): string[] {
  const target = JSON.stringify({ host: '127.0.0.1', port, path });
  const ask = `require('node:http').get(${target},()=>process.exit(0)).on('error',()=>process.exit(1))`;
  return ['CMD', 'node', '--eval', ask];
}
