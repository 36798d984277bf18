import { SplitResult, SplitPromptsEvent } from '../../contract';
import { keysOf, openObject } from '../shared/evidence-store';
import { releaseOf } from '../shared/shards/context';
import { limitTime } from '../shared/shards/time-limit';
import { numbersOf, writeShards, Written } from '../shared/shards/write-shards';
import { PromptSetContext } from './context';

/** Cuts the tests, which synth read, into shards. Again, it writes the same, and a later end. */
export async function splitPrompts(
  context: PromptSetContext,
  { releaseId, spec }: SplitPromptsEvent,
): Promise<SplitResult> {
  await releaseOf(context, releaseId);
  const { suite, testsPerShard } = spec;
  const { chunks } = await openObject(context.s3, suite.bucket, suite.key);
  const keys = keysOf(context.ledger.modelName, releaseId, spec.name);
  const written = await writeShards(context.evidence, keys, linesOf(chunks), {
    perShard: testsPerShard,
    tooMany: 'use more testsPerShard, or fewer tests',
  });
  if (written.items !== suite.tests) {
    throw new Error(
      `${suite.fileName} must have its ${suite.tests} tests, got ${written.items}; deploy the stack again`,
    );
  }
  await context.evidence.write(keys.set, JSON.stringify(written satisfies Written));
  await limitTime(context, keys, { shards: written.shards, maxConcurrency: spec.maxConcurrency });
  return { shards: numbersOf(written) };
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunks) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
  if (rest !== '') yield rest;
}
