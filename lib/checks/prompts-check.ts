import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PromptsSpec } from '../contract/index';
import { isDeciding } from '../core/prompts/read/assertion';
import { needsOf } from '../core/prompts/read/needs';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { CheckMode } from './check-mode';
import { checkName } from './check-name';
import { PromptsCheckProps, TokenPriceProps } from './prompts-check-props';
import { checkHeaders } from './request-headers';

/** What the workflow and the function of prompts are told. Throws an error that names everything that is wrong. */
export function promptsSpec(props: PromptsCheckProps, protocol: ModelProtocol, scope: Construct): PromptsSpec {
  const { suite, prices, headers, minimumScore } = props;
  const { minimumPassRate = 100, requiredTypes = [] } = props;
  const timeout = props.timeout ?? Duration.seconds(60);
  const given = props.judges ?? [];
  const judges = given.map((judge) => judge._spec());
  const problems = new Problems();
  const name = checkName(props.name ?? 'prompts', problems);
  checkHeaders('headers', headers, problems);
  problems.percent('minimumPassRate', minimumPassRate);
  problems.percent('minimumScore', minimumScore);
  if (minimumPassRate === 0 && !(minimumScore !== undefined && minimumScore > 0)) {
    problems.add(
      'minimumPassRate must be above 0 without a minimumScore, got 0; raise one of them, or give assertions weight: 0 to measure only',
    );
  }
  problems.integer('repeat', props.repeat, 1, 25, 'use an odd number: a tie fails');
  problems.duration('timeout', timeout, 1, 300);
  problems.integer('attempts', props.attempts, 1, 10, 'use 1 for no retry');
  problems.integer('promptsAtATime', props.promptsAtATime, 1, 20, 'use more workers for more');
  problems.integer('maxConcurrency', props.maxConcurrency, 1, 100, 'use promptsAtATime for more');
  problems.integer('testsPerShard', props.testsPerShard, 1, 1000, 'a worker has about ten minutes for them');
  validatePrices(prices, problems);
  const endpoint = props.endpoint._spec(protocol, problems);
  const { tests, problems: ofSuite } = suite._read(requiredTypes);
  const { problems: unmet, notJudged } = needsOf(tests, {
    judges: given.map((judge) => judge._known()),
    endpoint,
    ...(prices === undefined ? {} : { prices }),
  });
  for (const problem of [...ofSuite, ...unmet]) problems.add(problem);
  const decides = tests.some(({ assertions }) => assertions.some(isDeciding));
  // What could not be read might have decided: it has problems of its own.
  if (props.mode !== CheckMode.ADVISORY && ofSuite.length === 0 && !decides) {
    problems.add(
      `a required check must have a test that decides, got ${tests.length} that only measure; give an assertion a weight, ` +
        'name types of judges in requiredTypes, or use mode: CheckMode.ADVISORY',
    );
  }
  problems.throwIfAny(`prompts "${name}"`);
  warnOfUnjudged(scope, name, notJudged);
  return {
    kind: 'prompts',
    name,
    ...advisory(props.mode),
    suite: suite._bind(scope, `Prompts-${name}`, tests),
    endpoint,
    ...(headers === undefined ? {} : { headers }),
    minimumPassRate: minimumPassRate / 100,
    ...(minimumScore === undefined ? {} : { minimumScore: minimumScore / 100 }),
    comparesWithLive: props.compareWithLive ?? minimumPassRate < 100,
    repeat: props.repeat ?? 1,
    judges,
    notJudged,
    ...(prices === undefined ? {} : { prices }),
    keepsPayloads: props.keepPayloads ?? false,
    timeoutMs: secondsOf(timeout) * 1000,
    attempts: props.attempts ?? 3,
    promptsAtATime: props.promptsAtATime ?? 2,
    maxConcurrency: props.maxConcurrency ?? 4,
    testsPerShard: props.testsPerShard ?? 20,
  };
}

function validatePrices(prices: TokenPriceProps | undefined, problems: Problems): void {
  for (const [name, value] of Object.entries(prices ?? {}) as [string, number | undefined][]) {
    if (value === undefined || value >= 0) continue;
    problems.add(`prices.${name} must be 0 or more, got ${value}; give dollars for a million tokens`);
  }
}

/** They decide nothing; that nobody judges them should still be known. */
function warnOfUnjudged(scope: Construct, name: string, notJudged: readonly string[]): void {
  if (notJudged.length === 0) return;
  Annotations.of(scope).addWarningV2(
    `cdk-model-bluegreen:unjudgedPrompts-${name}`,
    `prompts "${name}" have assertions that nobody judges: ${notJudged.join(', ')}; give a judge for them in judges, or take them out`,
  );
}
