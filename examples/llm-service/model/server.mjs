// The example's model server: reads one version's artefact, answers OpenAI's API for chat completions, ends cleanly on SIGTERM.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assistantOf } from './src/assistant.mjs';
import { serverOf, endGracefully } from './src/http.mjs';
import { routesOf } from './src/protocol.mjs';

/** Requests in flight get this long, in milliseconds; ECS kills a task 30 s after its SIGTERM unless told otherwise. */
const DRAIN_MS = 25_000;

const artifacts = process.env.ARTIFACTS ?? join(import.meta.dirname, 'artifacts');
const artefact = artefactOf(process.env.MODEL_VERSION);
const server = serverOf(routesOf(artefact, assistantOf(artefact)), artefact.version);

server.listen(portOf(process.env.PORT ?? '8080'), process.env.HOST ?? '0.0.0.0', () => {
  const { address, port } = server.address();
  log({ message: 'listening', version: artefact.version, address, port });
});
server.on('error', (error) => fail(`can't listen: ${error.message}`));
process.once('SIGTERM', () => endGracefully(server, DRAIN_MS, log));
process.once('SIGINT', () => endGracefully(server, DRAIN_MS, log));

function artefactOf(version) {
  const versions = readdirSync(artifacts);
  if (!versions.includes(version)) {
    fail(`MODEL_VERSION must be a version in ${artifacts} (${versions.join(', ')}), got ${version}`);
  }
  return JSON.parse(readFileSync(join(artifacts, version, 'model.json'), 'utf8'));
}

function portOf(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65535) fail(`PORT must be 0 (any free one) to 65535, got ${text}`);
  return port;
}

/** One JSON object a line, for CloudWatch Logs. */
function log(entry) {
  console.log(JSON.stringify(entry));
}

function fail(message) {
  console.error(JSON.stringify({ message }));
  process.exit(1);
}
