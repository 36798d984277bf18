import { ENVIRONMENT_HEADER, EnvironmentName, LoadRequest, SendLoadEvent } from '../../contract';
import { schedulesOf } from '../../core/load/plan';
import { invalidInput } from '../shared/errors';
import { releaseOf } from '../shared/shards/context';
import { LoadContext } from './context';
import { HttpSender } from './generator/http-sender';
import { LoadGenerator } from './generator/load-generator';
import { LoadSender } from './generator/sender';
import { VariantSender } from './generator/variant-sender';
import { loadKeys } from './keys';
import { Lookout } from './lookout';
import { partAt, playedTest } from './parts';

/** How long before its first request a worker is back from waiting, milliseconds. */
const READY_MS = 1_000;

/** Sends one worker's requests of a part from the moment that was ordered, and writes down what it counted. */
export async function sendLoad(context: LoadContext, event: SendLoadEvent): Promise<void> {
  const { releaseId, startAtMs, worker } = event;
  const { environment, live, rules, plan, parts } = await playedTest(context, releaseId, event.rules);
  const part = partAt(parts, event.part);
  const schedule = schedulesOf(part.of, startAtMs)[worker];
  if (schedule === undefined)
    throw invalidInput(`worker must be below ${part.of.workers}, got ${worker}; start the release again`);
  const keys = loadKeys(context, releaseId, rules);
  const requests = JSON.parse(await context.evidence.read(keys.corpus)) as readonly LoadRequest[];
  await context.pause(Math.max(0, startAtMs - context.clock.now() - READY_MS));
  await releaseOf(context, releaseId); // nothing is sent for a release that was ended meanwhile

  const order = {
    schedule,
    requests,
    timeoutMs: rules.timeoutMs,
    maxInFlight: plan.maxInFlight,
  };
  const to = part.side === 'live' ? (live ?? environment) : environment; // only a live version is compared with
  const generator = new LoadGenerator(order, senderTo(context, to, requests), context.clock);
  const lookout = new Lookout(context, { event, rules, part, keys, counts: () => generator.counts() });
  const counts = await lookout.during((signal) => generator.run(signal));
  await context.evidence.write(keys.counts(event, worker), JSON.stringify(counts));
}

/** By the test listener, whose header selects the environment, or by the name of the variant. */
function senderTo(context: LoadContext, to: EnvironmentName, requests: readonly LoadRequest[]): LoadSender {
  const { endpointName, sageMakerRuntime, testEndpoint } = context;
  return endpointName === undefined
    ? new HttpSender({ endpoint: testEndpoint(), headers: { [ENVIRONMENT_HEADER]: to } }, requests)
    : new VariantSender(sageMakerRuntime, { endpointName, variantName: to }, requests);
}
