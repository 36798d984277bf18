import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { EcsScaling, Env } from '../../contract/index';
import { EcsCandidate } from '../../hosting/ecs/candidate';
import { serviceArns } from '../arns';
import { ModelFunction } from '../model-function';
import { allowDeregister, allowRegister, allowScalableTargets, allowScalingPolicies } from './ecs-permissions';
import { ReleaseFunctionContext } from './function-context';
import { allowReadRoute } from './load-balancing';

/** Where the services are, and what fills them. */
export interface EcsPlace {
  readonly clusterName: string;
  readonly candidate: EcsCandidate;
  readonly scaling: EcsScaling;
}

/** Fills, watches, scales and empties the environments. */
export class EcsEnvironmentFunction extends ModelFunction {
  constructor(scope: Construct, id: string, props: ReleaseFunctionContext & EcsPlace) {
    super(scope, id, {
      entry: 'environment-ecs',
      modelName: props.modelName,
      logRetention: props.logRetention,
      description: `Fills and empties the environments of model ${props.modelName}`,
      timeout: Duration.minutes(1),
    });
    const { candidate, clusterName, scaling } = props;
    props.ledger.allow(this);
    allowReadRoute(this, props.route);
    allowRegister(this, props.modelName, candidate, { tags: true });
    allowDeregister(this);
    this.allow(['ecs:DescribeServices', 'ecs:UpdateService'], serviceArns(this, props.modelName, clusterName));
    this.env(Env.CLUSTER, clusterName);
    allowScalableTargets(this, ['RegisterScalableTarget', 'DeregisterScalableTarget', 'PutScalingPolicy']);
    allowScalingPolicies(this, props.modelName, clusterName);
    this.env(Env.SCALING, this.jsonText(scaling));
  }
}
