import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import {
  LoadComparison,
  LoadCorpus,
  LoadLimits,
  LoadRules,
  LoadTestSpec,
  PATH_PATTERN,
  PATH_RULE,
} from '../contract/index';
import { loadPlan } from '../core/load/plan';
import { ModelProtocol } from '../model/model-protocol';
import { messageOf, Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { LoadComparisonProps, LoadLimitsProps, LoadTestProps } from './load-test-check-props';
import { MAX_REQUESTS, modelRequest } from './model-request';
import { checkHeaders } from './request-headers';

const DEFAULT_NAME = 'load-test';

/** How the test is planned and judged. Throws an error that names everything that is wrong. */
export function loadRules(props: LoadTestProps): LoadRules {
  const { name = DEFAULT_NAME, limits = {}, comparison, capacityRps } = props;
  const { stageDuration = Duration.minutes(2), timeout = Duration.seconds(10) } = props;
  const problems = new Problems();
  checkName(name, problems);
  known('stageDuration', stageDuration, problems);
  problems.duration('timeout', timeout, 1, 60);
  known('timeout', timeout, problems);
  for (const quantile of ['p50', 'p90', 'p99'] as const) known(`limits.${quantile}`, limits[quantile], problems);
  known('comparison.blockDuration', comparison?.blockDuration, problems);
  problems.throwIfAny(`load test "${name}"`);
  const rules: LoadRules = {
    name,
    peakRps: props.peakRps,
    ...(capacityRps === undefined ? {} : { capacityRps }),
    beyondPeak: props.beyondPeak ?? false,
    stageSeconds: secondsOf(stageDuration),
    rpsPerWorker: props.rpsPerWorker ?? 50,
    timeoutMs: secondsOf(timeout) * 1000,
    limits: limitsOf(limits),
    ...(comparison === undefined ? {} : { comparison: comparisonOf(comparison) }),
  };
  for (const problem of planProblems(rules)) problems.add(problem);
  problems.throwIfAny(`load test "${name}"`);
  return rules;
}

/** What the workflow and the function of load tests are told. */
export function loadTestSpec(
  props: LoadTestProps,
  rules: LoadRules,
  protocol: ModelProtocol,
  scope: Construct,
): LoadTestSpec {
  const problems = new Problems();
  const corpus = corpusOf(props, rules, protocol, { scope, problems });
  problems.throwIfAny(`load test "${rules.name}"`);
  warnOfNoTimeLimit(scope, rules);
  return { kind: 'load-test', ...advisory(props.mode), ...rules, corpus };
}

/** Schedules are made at synth: a token would be none. */
function known(name: string, duration: Duration | undefined, problems: Problems): void {
  if (duration?.isUnresolved() === true) {
    problems.add(`${name} must be known at synth, got a token; give a value that the app itself has`);
  }
}

function limitsOf({ p50, p90, p99, maxErrorPercent = 1 }: LoadLimitsProps): LoadLimits {
  return {
    ...(p50 === undefined ? {} : { p50Ms: p50.toMilliseconds() }),
    ...(p90 === undefined ? {} : { p90Ms: p90.toMilliseconds() }),
    ...(p99 === undefined ? {} : { p99Ms: p99.toMilliseconds() }),
    maxErrorPercent,
  };
}

function comparisonOf({ sharePercent = 5, pairs = 8, blockDuration }: LoadComparisonProps): LoadComparison {
  return { sharePercent, pairs, blockSeconds: secondsOf(blockDuration ?? Duration.seconds(30)) };
}

function planProblems(rules: LoadRules): readonly string[] {
  try {
    loadPlan(rules);
    return [];
  } catch (error) {
    return [messageOf(error).replace(/^invalid load test: /, '')];
  }
}

function corpusOf(
  props: LoadTestProps,
  { name }: LoadRules,
  protocol: ModelProtocol,
  { scope, problems }: { readonly scope: Construct; readonly problems: Problems },
): LoadCorpus {
  const { requests, dataset, headers } = props;
  if ((requests === undefined) === (dataset === undefined)) {
    problems.add(
      `requests or dataset must be given, got ${requests === undefined ? 'neither' : 'both'}; give one of them`,
    );
  }
  if (dataset === undefined) {
    const given = (['path', 'headers'] as const).filter((member) => props[member] !== undefined);
    if (given.length > 0)
      problems.add(`${given.join(', ')} must come with a dataset, got none; say it in the requests`);
    if (requests !== undefined) problems.count('requests', requests, MAX_REQUESTS, 'use a dataset for more');
    const all = (requests ?? []).map((each, index) => modelRequest(each, `requests[${index}]`, protocol, problems));
    return { kind: 'requests', requests: all };
  }
  const path = props.path ?? protocol.predictPath;
  problems.text('path', path, PATH_PATTERN, PATH_RULE);
  checkHeaders('headers', headers, problems);
  for (const problem of dataset._problems) problems.add(problem);
  if (problems.list().length > 0) return { kind: 'requests', requests: [] };
  return {
    kind: 'dataset',
    dataset: dataset._bind(scope, `LoadTest-${name}`),
    path,
    ...(headers === undefined ? {} : { headers }),
  };
}

function warnOfNoTimeLimit(scope: Construct, { name, limits, comparison, timeoutMs }: LoadRules): void {
  const { p50Ms, p90Ms, p99Ms } = limits;
  if (comparison !== undefined || [p50Ms, p90Ms, p99Ms].some((limit) => limit !== undefined)) return;
  Annotations.of(scope).addWarningV2(
    'cdk-model-bluegreen:noTimeLimit',
    `load test "${name}" passes whatever its answers take, up to ${timeoutMs / 1000} s; give a limit for p50, p90 or p99, or a comparison`,
  );
}
