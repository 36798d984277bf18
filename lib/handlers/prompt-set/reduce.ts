import { OwnCheckResult, ReducePromptsEvent } from '../../contract';
import { mergePromptCounts, NO_PROMPTS, PromptCounts } from '../../core/prompts/results/counts';
import { promptResult } from '../../core/prompts/results/prompt-result';
import { keysOf } from '../shared/evidence-store';
import { releaseOf } from '../shared/shards/context';
import { Written } from '../shared/shards/write-shards';
import { PromptSetContext } from './context';

/** Adds the counts of the shards up, keeps all of it in the bucket and decides. */
export async function reducePrompts(
  context: PromptSetContext,
  { releaseId, spec }: ReducePromptsEvent,
): Promise<OwnCheckResult> {
  const { environment, live } = await releaseOf(context, releaseId);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const set = JSON.parse(await context.evidence.read(keys.set)) as Written;
  let counts: PromptCounts = NO_PROMPTS;
  for (let shard = 0; shard < set.shards; shard++) {
    counts = mergePromptCounts(counts, JSON.parse(await context.evidence.read(keys.counts(shard))) as PromptCounts);
  }
  if (counts.tests !== set.items) {
    throw new Error(
      `the shards must have the ${set.items} tests of the suite, got ${counts.tests}; start the release again, and change no object of the bucket meanwhile`,
    );
  }
  const result = promptResult(spec, counts, { isLive: live !== undefined, whole: keys.result });
  const details = Array.from({ length: set.shards }, (_, shard) => keys.details(shard));
  const whole = { ...result, environment, live, spec, counts, details };
  await context.evidence.write(keys.result, JSON.stringify(whole));
  return result;
}
