import { EnvironmentName, PromptShardEvent, PromptsSpec } from '../../contract';
import { PromptTest } from '../../core/prompts/read/assertion';
import {
  AnswerTime,
  mergePromptCounts,
  NO_PROMPTS,
  PromptCounts,
  promptCounts,
} from '../../core/prompts/results/counts';
import { evaluateTest } from '../../core/prompts/results/evaluate-test';
import { majority } from '../../core/prompts/results/majority';
import { TestResult } from '../../core/prompts/results/test-result';
import { totalsOf } from '../../core/prompts/results/totals';
import { withoutPayloads } from '../../core/prompts/results/without-payloads';
import { keysOf } from '../shared/evidence-store';
import { releaseOf } from '../shared/shards/context';
import { inTurns, workerGuard } from '../shared/shards/in-turns';
import { inTime } from '../shared/shards/time-limit';
import { answerTo } from './answer';
import { JUDGE_MS, judgementsOn } from './ask-judges';
import { PromptSetContext } from './context';
import { PROMPT_TOOLS } from './prompt-tools';
import { PromptRequests, promptRequests } from './request';

/** Lambda's own limit, and what reading and writing take. */
const LAMBDA_MS = 900_000;
const MARGIN_MS = 30_000;

/** A test as synth read it. */
interface Line {
  readonly position: number;
  readonly test: PromptTest;
}

/** All runs of a test in one environment. */
interface Runs {
  readonly results: readonly TestResult[];
  readonly times: readonly AnswerTime[];
}

/** Sends the prompts of a shard, judges the answers, and writes down what it counted and how each test went. */
export async function sendPrompts(context: PromptSetContext, event: PromptShardEvent): Promise<void> {
  const { releaseId, spec, shard } = event;
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  await inTime(context, keys);
  const lines = (await context.evidence.read(keys.shard(shard))).split('\n');
  const requests = promptRequests(spec);
  let counts: PromptCounts = NO_PROMPTS;
  const results: object[] = [];
  const guard = workerGuard(context, {
    releaseId,
    total: lines.length,
    done: () => counts.tests,
    remedy: 'use fewer testsPerShard or repetitions, or more promptsAtATime',
    mostMs: LAMBDA_MS - MARGIN_MS - spec.timeoutMs - (spec.judges.length > 0 ? JUDGE_MS : 0),
  });
  await inTurns(lines, spec.promptsAtATime, guard, async (line) => {
    const { position, test } = JSON.parse(line) as Line;
    const [candidate, ofLive] = await Promise.all([
      runsOf(context, spec, requests, { test, to: environment, guard }),
      spec.comparesWithLive && live !== undefined
        ? runsOf(context, spec, requests, { test, to: live, guard })
        : undefined,
    ]);
    const result = majority(candidate.results);
    const other = ofLive === undefined ? undefined : ofLiveVersion(ofLive);
    // The ledger never has payloads, whoever asks for them.
    counts = mergePromptCounts(
      counts,
      promptCounts(totalsOf(position, withoutPayloads(result), other), answered(candidate)),
    );
    results.push({ position, ...result, ...(other === undefined ? {} : { live: other }), times: candidate.times });
  });
  await context.evidence.write(keys.details(shard), results.map((result) => JSON.stringify(result)).join('\n'));
  await context.evidence.write(keys.counts(shard), JSON.stringify(counts));
}

async function runsOf(
  context: PromptSetContext,
  spec: PromptsSpec,
  requests: PromptRequests,
  {
    test,
    to,
    guard,
  }: { readonly test: PromptTest; readonly to: EnvironmentName; readonly guard: () => Promise<unknown> },
): Promise<Runs> {
  const results: TestResult[] = [];
  const times: AnswerTime[] = [];
  for (let run = 0; run < spec.repeat; run++) {
    if (run > 0) await guard();
    const { reply, time } = await answerTo(context, spec, to, requests.of(test.prompt));
    const judgements =
      reply.kind === 'answer' ? await judgementsOn(context, spec.judges, test, reply.answer) : undefined;
    results.push(
      evaluateTest(test, {
        reply,
        latencyMs: time.totalMs,
        ...requests.offered,
        ...(spec.prices === undefined ? {} : { prices: spec.prices }),
        libraries: PROMPT_TOOLS,
        ...(judgements === undefined ? {} : { judgements }),
        withPayloads: spec.keepsPayloads,
      }),
    );
    times.push(time);
  }
  return { results, times };
}

/** Times of what was answered: how long nobody answered says nothing about the model. */
function answered({ results, times }: Runs): readonly AnswerTime[] {
  return times.filter((_time, run) => results[run].error === undefined);
}

/** An answer that the live version failed to give says nothing about which one is better. */
function ofLiveVersion({ results }: Runs): TestResult {
  const result = withoutPayloads(majority(results));
  return results.some(({ error }) => error !== undefined) ? { ...result, outcome: 'undecided', pass: false } : result;
}
