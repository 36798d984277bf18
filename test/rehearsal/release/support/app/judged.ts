import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Analysis, BlueGreenModelProps, Guardrail, JudgeProps, OnInconclusive, TrafficShift } from '../../../../../lib';
import { ANSWERS, AppVariant, PAYMENTS } from './app-variant';

/** What is not about the judge is not judged: its tests count minutes. Otherwise a canary of 10 % for 5 minutes whose verdict is waited for until 30 minutes after its start. */
export function judgedShift({ analysis }: AppVariant): Pick<BlueGreenModelProps, 'traffic' | 'analysis'> {
  if (analysis === undefined) return { analysis: Analysis.none() };
  const traffic = TrafficShift.canary({
    percent: 10,
    bakeTime: Duration.minutes(5),
    ...(analysis === 'holdback' ? { holdback: 10 } : {}),
  });
  return { traffic, analysis: analysis === 'none' ? Analysis.none() : Analysis.judge(judgeProps(analysis)) };
}

function judgeProps(analysis: NonNullable<AppVariant['analysis']>): JudgeProps {
  const maxDuration = Duration.minutes(30);
  switch (analysis) {
    case 'promote':
      return { maxDuration, onInconclusive: OnInconclusive.PROMOTE };
    case 'pause':
      return { maxDuration, onInconclusive: OnInconclusive.PAUSE };
    case 'payments':
      return { maxDuration, guardrails: [Guardrail.errors(), payments()] };
    case 'guardrails':
      return { maxDuration, guardrails: [Guardrail.errors(), answers(), cost()] };
    default:
      return { maxDuration };
  }
}

/** The team's own metrics, which its services publish. */
function payments(): Guardrail {
  const of = (environment: string) => ({
    events: metric(environment, 'Declined'),
    total: metric(environment, 'Payments'),
  });
  return Guardrail.metric('declined', { blue: of('blue'), green: of('green') });
}

/** What the model answers. */
function answers(): Guardrail {
  const of = (environment: string) => ANSWERS.map((answer) => metric(environment, answer));
  return Guardrail.distribution('answers', { blue: of('blue'), green: of('green') });
}

/** What a minute of predictions costs. */
function cost(): Guardrail {
  const of = (environment: string) => metric(environment, 'Cost');
  return Guardrail.threshold('cost', { blue: of('blue'), green: of('green'), failsAbove: 100, failureLimit: 1 });
}

function metric(environment: string, metricName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({ namespace: PAYMENTS, metricName, dimensionsMap: { environment }, statistic: 'Sum' });
}
