import { Duration } from 'aws-cdk-lib';
import { ShadowSpec } from '../contract/index';
import { samplesToPass } from '../core/shadow';
import { Problems, secondsOf } from '../private/validation';
import { advisory } from './advisory';
import { checkName } from './check-name';
import { ShadowCheckProps } from './shadow-check-props';

const MAX_VALUES = 10;

/** A standard parameter holds 4 KB (Systems Manager quotas); this leaves a quarter of it to the other settings of the gateways. */
const MAX_COMPARE_BYTES = 3_000;

const SIX_HOURS = 21_600;

/** What the check function is told. Throws an error that names everything that is wrong. */
export function shadowSpec(props: ShadowCheckProps): ShadowSpec {
  const { name = 'shadow', percent = 10, maxDisagreement = 5, minimumCoverage = 50 } = props;
  const duration = props.duration ?? Duration.minutes(15);
  const baseline = props.baselineDuration ?? Duration.minutes(5);
  const problems = new Problems();
  checkName(name, problems);
  rejectTokens({ ...props, duration, baselineDuration: baseline }, problems);
  problems.throwIfAny(`shadow check "${name}"`);

  problems.above0('percent', percent, 100, 'leave the check out to mirror nothing');
  if (percent > 50 && percent <= 100 && props.confirmMostTraffic !== true) {
    problems.add(`percent must be 50 or less, got ${percent}; confirm more with confirmMostTraffic: true`);
  }
  problems.duration('duration', duration, 60, SIX_HOURS);
  problems.duration('baselineDuration', baseline, 0, SIX_HOURS);
  problems.above0('maxDisagreement', maxDisagreement, 50, 'no number of samples proves that two versions never differ');
  if (!(minimumCoverage >= 0 && minimumCoverage <= 100)) {
    problems.add(`minimumCoverage must be a number from 0 to 100, got ${minimumCoverage}; use 0 to accept any`);
  }
  const compare = comparedValues(props, problems);
  problems.throwIfAny(`shadow check "${name}"`);
  const baselineSeconds = secondsOf(baseline);
  const spec = {
    kind: 'shadow',
    name,
    ...advisory(props.mode),
    percent,
    baselineSeconds,
    durationSeconds: secondsOf(duration),
    compare,
    ...(props.slices === undefined ? {} : { slices: props.slices._rule() }),
    maxDisagreementPercent: maxDisagreement,
    minimumSamples: samples(props, maxDisagreement, baselineSeconds, problems),
    minimumCoveragePercent: minimumCoverage,
  } as const;
  problems.throwIfAny(`shadow check "${name}"`);
  return spec;
}

function comparedValues({ compare, slices }: ShadowCheckProps, problems: Problems): ShadowSpec['compare'] {
  if (compare.length < 1 || compare.length > MAX_VALUES) {
    problems.add(
      `compare must be 1 to ${MAX_VALUES} values, got ${compare.length}; say with AnswerComparison where the prediction is`,
    );
  }
  const values = compare.map((each) => each._value());
  const bytes = Buffer.byteLength(JSON.stringify({ values, slices: slices?._rule() }));
  if (bytes > MAX_COMPARE_BYTES) {
    problems.add(
      `compare and slices must be ${MAX_COMPARE_BYTES} bytes of JSON at most, got ${bytes}; compare or name fewer values`,
    );
  }
  return values;
}

function samples(
  { minimumSamples }: ShadowCheckProps,
  maxDisagreement: number,
  baselineSeconds: number,
  problems: Problems,
): number {
  const needed = samplesToPass(maxDisagreement, baselineSeconds);
  problems.integer('minimumSamples', minimumSamples, 1, 10_000_000, 'give a number of compared requests');
  if (minimumSamples !== undefined && minimumSamples < needed) {
    problems.add(
      `minimumSamples must be ${needed} or more for a maxDisagreement of ${maxDisagreement} %, got ${minimumSamples}; ` +
        'with fewer no version can be proven to be below it',
    );
  }
  return minimumSamples ?? Math.max(1_000, needed);
}

/** The plan of a release is made of these values at synth. */
function rejectTokens(props: ShadowCheckProps, problems: Problems): void {
  for (const [name, value] of Object.entries(props)) problems.known(name, value);
}
