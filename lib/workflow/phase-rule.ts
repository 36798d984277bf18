import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { RELEASE_EVENT_DETAIL_TYPE, RELEASE_EVENT_SOURCE } from '../contract/index';

export interface PhaseRuleProps extends events.OnEventOptions {
  readonly modelName: string;
  /** Of the messages that it waits for. */
  readonly phase: string;
}

/** Calls a target when a release of the model comes to a phase, or ends so. */
export function phaseRule(
  scope: Construct,
  id: string,
  { modelName, phase, target, ...options }: PhaseRuleProps,
): events.Rule {
  const rule = new events.Rule(scope, id, {
    ...options,
    eventPattern: {
      source: [RELEASE_EVENT_SOURCE],
      detailType: [RELEASE_EVENT_DETAIL_TYPE],
      detail: { modelName: [modelName], phase: [phase] },
    },
  });
  if (target !== undefined) rule.addTarget(target);
  return rule;
}
