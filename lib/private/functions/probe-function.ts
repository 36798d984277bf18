import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { PROBE_NAMESPACE, ProbeSpec } from '../../contract/index';
import { ModelFunction } from '../model-function';
import { ReleaseFunctionContext } from './function-context';
import { allowRequests, networkTo } from './idle-network';

/** For publishing the last round, and for a cold start. */
const OTHER_SECONDS = 15;

interface ProbeFunctionProps extends Omit<ReleaseFunctionContext, 'route' | 'ledger'> {
  readonly spec: ProbeSpec;
  readonly watchIntervalSeconds: number;
}

/** Asks a version for predictions while it takes traffic. It may publish metrics, and nothing else. */
export class ProbeFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ProbeFunctionProps) {
    const { modelName, logRetention, hosted, spec, watchIntervalSeconds } = props;
    super(scope, id, {
      entry: 'probe',
      modelName,
      logRetention,
      description: `Probes versions of model ${modelName} while they take traffic`,
      timeout: Duration.seconds(watchIntervalSeconds + Math.ceil(spec.timeoutMs / 1000) + OTHER_SECONDS),
      ...networkTo(hosted.way, scope, id, `Probes of model ${modelName}`),
    });
    allowRequests(this, hosted.way);
    this.allow(['cloudwatch:PutMetricData'], ['*'], {
      because: 'PutMetricData knows no resources (CloudWatch, service authorization reference); its namespace is bound',
      conditions: { StringEquals: { 'cloudwatch:namespace': PROBE_NAMESPACE } },
    });
  }
}
