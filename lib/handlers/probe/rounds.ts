import { CloudWatchClient, MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { EnvironmentName, PROBE_NAMESPACE, ProbeDimension, ProbeEvent, ProbeMetric, ProbeResult } from '../../contract';
import { failureCounts, probeFailure, requestsOfRound, turnAt } from '../../core/probe';
import { answerOf } from '../shared/answers/answer';
import { Answering } from '../shared/answers/answering';
import { messageOf, nameOf } from '../shared/errors';
import { Logger } from '../shared/logger';

export type CloudWatch = Pick<CloudWatchClient, 'send'>;

/** What rounds of probes work with. */
export interface ProbeContext extends Answering {
  readonly cloudwatch: CloudWatch;
  readonly modelName: string;
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly logger: Logger;
}

/** Rounds from now on, each at its time, until the workflow looks at the release again. */
export async function probe(context: ProbeContext, event: ProbeEvent): Promise<ProbeResult> {
  const { intervalSeconds } = event.spec;
  const start = context.now().getTime();
  const turn = turnAt(start, event.spec);
  let [probes, failed] = [0, 0];
  for (let round = 0; round * intervalSeconds < event.seconds; round++) {
    await until(context, start + round * intervalSeconds * 1000);
    const failures = await roundOf(context, event, turn + round);
    const bad = Object.values(failures).reduce((sum, count) => sum + count, 0);
    if (bad > 0) context.logger.info('probes failed', { environment: event.environment, ...failures });
    probes += event.spec.count;
    failed += bad;
  }
  await until(context, start + event.seconds * 1000);
  return { probes, failed };
}

async function until({ now, sleep }: ProbeContext, time: number): Promise<void> {
  const left = time - now().getTime();
  if (left > 0) await sleep(left);
}

/**
 * Sends one round and publishes it. Answers what failed, and how often.
 *
 * @param turn of the round's requests
 */
async function roundOf(
  context: ProbeContext,
  { environment, spec }: ProbeEvent,
  turn: number,
): Promise<Readonly<Record<string, number>>> {
  const at = context.now();
  const answers = await Promise.all(
    requestsOfRound(spec, turn).map((request) => answerOf(context, { environment }, request, spec.timeoutMs)),
  );
  const failures = answers.map((answer) => probeFailure(spec, answer));
  await publish(context, environment, at, {
    [ProbeMetric.PROBES]: failures.length,
    [ProbeMetric.FAILED]: failures.filter((failure) => failure !== undefined).length,
  });
  return failureCounts(failures);
}

/** A round whose numbers don't arrive is lost; the next one has its own, and the other alarms go on. */
async function publish(
  { cloudwatch, modelName, logger }: ProbeContext,
  environment: EnvironmentName,
  Timestamp: Date,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const Dimensions = [
    { Name: ProbeDimension.MODEL, Value: modelName },
    { Name: ProbeDimension.ENVIRONMENT, Value: environment },
  ];
  const MetricData: MetricDatum[] = Object.entries(counts).map(([MetricName, Value]) => ({
    ...{ MetricName, Value, Timestamp, Dimensions, Unit: 'Count', StorageResolution: 1 },
  }));
  try {
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: PROBE_NAMESPACE, MetricData }));
  } catch (error) {
    logger.error('probes were not published', { error: nameOf(error), text: messageOf(error) });
  }
}
