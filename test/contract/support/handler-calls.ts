import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HANDLERS = join(__dirname, '../../../lib/handlers');

/** Signing names where they differ from the client package's name. */
const SIGNING_NAMES: Readonly<Record<string, string>> = {
  'application-auto-scaling': 'application-autoscaling',
  cloudwatch: 'monitoring',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
  eventbridge: 'events',
  'sagemaker-runtime': 'sagemaker',
  sfn: 'states',
};

/** Every API call in the sources of the handlers, as `<signing name>:<operation>`, sorted. */
export function callsOfHandlers(): string[] {
  const calls = sources().flatMap((source) => [
    ...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([^']+)'/g),
  ]);
  const names = calls.flatMap(([, imported, client]) =>
    [...imported.matchAll(/\b(\w+)Command\b/g)].map(
      ([, operation]) => `${SIGNING_NAMES[client] ?? client}:${operation}`,
    ),
  );
  return [...new Set(names)].sort();
}

function sources(): string[] {
  return readdirSync(HANDLERS, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => readFileSync(join(HANDLERS, name), 'utf8'));
}
