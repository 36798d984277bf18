import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { GoldenSetSpec, PATH_PATTERN, PATH_RULE } from '../contract/index';
import { itemsNeeded } from '../core/golden/power';
import { ModelProtocol } from '../model/model-protocol';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { validatePath } from './golden-rule';
import { GoldenSetCheckProps } from './golden-set-check-props';
import { checkHeaders } from './request-headers';

const MAX_RULES = 10;

/** What the workflow and the function of golden sets are told. Throws an error that names everything that is wrong. */
export function goldenSetSpec(props: GoldenSetCheckProps, protocol: ModelProtocol, scope: Construct): GoldenSetSpec {
  const { dataset, rules, rowsPath, minimumScore, smallestDrop, headers } = props;
  const timeout = props.timeout ?? Duration.seconds(10);
  const path = props.path ?? protocol.predictPath;
  const problems = new Problems();
  const name = checkName(props.name ?? 'golden-set', problems);
  for (const problem of dataset._problems) problems.add(problem);
  problems.count('rules', rules, MAX_RULES, 'say with GoldenRule what is right');
  if (rowsPath !== undefined) validatePath('rowsPath', rowsPath, problems);
  problems.text('path', path, PATH_PATTERN, PATH_RULE);
  checkHeaders('headers', headers, problems);
  problems.percent('minimumScore', minimumScore);
  problems.percent('minimumCoverage', props.minimumCoverage);
  problems.above0('smallestDrop', smallestDrop, 100, 'leave it out to state none');
  problems.integer('minimumItems', props.minimumItems, 1, 10_000_000, 'give a number of predictions');
  problems.duration('timeout', timeout, 1, 60);
  problems.integer('attempts', props.attempts, 1, 10, 'use 1 for no retry');
  problems.integer('itemsAtATime', props.itemsAtATime, 1, 50, 'use more workers for more');
  problems.integer('maxConcurrency', props.maxConcurrency, 1, 100, 'use itemsAtATime for more');
  problems.integer('itemsPerShard', props.itemsPerShard, 1, 10_000, 'a worker has 13 minutes for them');
  problems.throwIfAny(`golden set "${name}"`);
  warnOfSmallSet(scope, name, props);
  return {
    kind: 'golden-set',
    name,
    ...advisory(props.mode),
    dataset: dataset._bind(scope, `GoldenSet-${name}`),
    rules: rules.map((rule) => rule._rule()),
    ...(rowsPath === undefined ? {} : { rowsPath }),
    ...(minimumScore === undefined ? {} : { minimumScorePercent: minimumScore }),
    minimumItems: props.minimumItems ?? 5,
    ...(smallestDrop === undefined ? {} : { detectableDropPoints: smallestDrop }),
    minimumCoveragePercent: props.minimumCoverage ?? 95,
    path,
    ...(headers === undefined ? {} : { headers }),
    timeoutMs: secondsOf(timeout) * 1000,
    attempts: props.attempts ?? 3,
    itemsAtATime: props.itemsAtATime ?? 4,
    maxConcurrency: props.maxConcurrency ?? 10,
    itemsPerShard: props.itemsPerShard ?? 1_000,
  };
}

/** A batch has predictions that nobody can count here. */
function warnOfSmallSet(scope: Construct, name: string, props: GoldenSetCheckProps): void {
  const { dataset, smallestDrop, rowsPath } = props;
  const items = dataset._items;
  if (smallestDrop === undefined || items === undefined || rowsPath !== undefined) return;
  const needed = itemsNeeded(smallestDrop);
  if (items >= needed) return;
  Annotations.of(scope).addWarningV2(
    'cdk-model-bluegreen:smallGoldenSet',
    `golden set "${name}" has ${items} items, and a drop of ${smallestDrop} points needs ${needed} to be detected with 80 % power; ` +
      'add items, or state a larger smallestDrop',
  );
}
