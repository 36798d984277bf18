import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { ProbeResult, ProbeSpec } from '../../contract/index';
import { ReleaseFunctions } from '../release-functions';
import { CATCH_AND_GO_ON, WorkflowStates } from '../workflow-states';

/**
 * The time between two looks: waited for, or spent on probes, which take as long. A prober that fails leaves no hole in the watch: the
 * time is waited for then, and the next one is tried after the next look.
 *
 * @param what of the states' names: `in bake`
 */
export function untilNextLook(
  states: WorkflowStates,
  { probe }: ReleaseFunctions,
  what: string,
  { spec, next }: { readonly spec: ProbeSpec | undefined; readonly next: sfn.State },
): sfn.State {
  const wait = states.wait(`Wait ${what}`, 'watchIntervalSeconds');
  wait.next(next);
  if (probe === undefined || spec === undefined) return wait;
  const ask = states.task<ProbeResult>(`Probe ${what}`, {
    fn: probe,
    payload: {
      action: 'probe',
      environment: sfn.JsonPath.stringAt('$.release.environment'),
      seconds: sfn.JsonPath.numberAt('$.release.plan.watchIntervalSeconds'),
      spec,
    },
    retries: [],
  });
  ask.addCatch(wait, CATCH_AND_GO_ON);
  ask.next(next);
  return ask;
}
