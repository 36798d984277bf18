import { Duration, Lazy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AlarmNames, ENVIRONMENTS, Env, FeatureGroupSpec, Names } from '../../contract/index';
import { LoadBalancedWay } from '../../hosting/hosted-model';
import { DESCRIBE_KNOWS_NO_RESOURCES, ModelFunction } from '../model-function';
import { alarmArn } from '../arns';
import { featureGroupArn } from '../sagemaker-arns';
import { ReleaseFunctionContext } from './function-context';
import { allowGatewaySettings } from './gateway-settings';
import { allowRequests, networkTo } from './idle-network';
import { knowTargetGroups } from './load-balancing';

interface CheckFunctionProps extends Omit<ReleaseFunctionContext, 'route'> {
  readonly timeout: Duration;
  /** Whether one of the checks has the gateways mirror. */
  readonly shadows: boolean;
  readonly alarmNames: () => AlarmNames;
  /** That data contracts name. */
  readonly featureGroups: readonly FeatureGroupSpec[];
}

/** Runs the checks: the only thing that may address the idle environment. */
export class CheckFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: CheckFunctionProps) {
    const { modelName, hosted } = props;
    super(scope, id, {
      entry: 'check',
      modelName,
      logRetention: props.logRetention,
      description: `Checks versions of model ${modelName} before they get traffic`,
      timeout: props.timeout,
      ...networkTo(hosted.way, scope, id, `Checks of model ${modelName}`),
    });
    props.ledger.allow(this);
    // Parity reads both sides.
    hosted.allowParity(this);
    this.allowAlarms(props);
    allowRequests(this, hosted.way);
    if (hosted.way.kind === 'load-balancer') this.allowTargetGroups(hosted.way);
    if (props.shadows) this.allowMirroring(modelName);
    this.allowFeatureGroups(props.featureGroups);
  }

  private allowTargetGroups(way: LoadBalancedWay): void {
    this.allow(
      ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:DescribeTargetGroupAttributes'],
      ['*'],
      { because: DESCRIBE_KNOWS_NO_RESOURCES },
    );
    knowTargetGroups(this, way);
  }

  /** Reads when the alarms of both environments fire: they must be alike. */
  private allowAlarms({ modelName, alarmNames }: Pick<CheckFunctionProps, 'modelName' | 'alarmNames'>): void {
    const arns = ENVIRONMENTS.map((environment) => alarmArn(this, Names.alarm(modelName, environment, '*')));
    this.allow(['cloudwatch:DescribeAlarms'], arns, {
      because: 'The signals of an environment follow from its hosting',
    });
    // Alarms may be added until the template is written.
    this.env(Env.ALARM_NAMES, Lazy.string({ produce: () => this.jsonText(alarmNames()) }));
  }

  /** Reads what the groups are like, and the sample records of those that have some. */
  private allowFeatureGroups(groups: readonly FeatureGroupSpec[]): void {
    for (const { name, sampleRecords, encryptionKeyArn } of groups) {
      const arn = featureGroupArn(this, name);
      this.allow(['sagemaker:DescribeFeatureGroup'], [arn]);
      if (sampleRecords.length === 0) continue;
      this.allow(['sagemaker:BatchGetRecord'], [arn]);
      if (encryptionKeyArn !== undefined) this.allow(['kms:Decrypt'], [encryptionKeyArn]);
    }
  }

  /** Writes what the gateways mirror, and reads what they counted. */
  private allowMirroring(modelName: string): void {
    allowGatewaySettings(this, modelName);
    this.allow(['cloudwatch:GetMetricData'], ['*'], {
      because: 'GetMetricData knows no resources (CloudWatch, service authorization reference)',
    });
  }
}
