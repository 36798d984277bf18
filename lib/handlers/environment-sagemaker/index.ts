import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SSMClient } from '@aws-sdk/client-ssm';
import { EnvironmentFunctionResult } from '../../contract';
import { environmentHandler } from '../shared/environment-handler';
import { deployedWith, HandlerDeps, once } from '../shared/handler';
import { EnvironmentClients, environmentContext } from './context';
import { match } from './match';
import { poll } from './poll';
import { provision } from './provision';
import { retire } from './retire';
import { settle } from './settle';

/** Makes, watches, scales and removes the SageMaker endpoints of the two environments. */
export function makeHandler(
  deps: HandlerDeps<EnvironmentClients>,
): (event: unknown) => Promise<EnvironmentFunctionResult> {
  return environmentHandler(
    once(() => environmentContext(deps)),
    { provision, poll, match, settle, retire },
  );
}

export const handler = makeHandler(
  deployedWith({
    dynamodb: new DynamoDBClient({}),
    sageMaker: new SageMakerClient({}),
    autoScaling: new ApplicationAutoScalingClient({}),
    elb: new ElasticLoadBalancingV2Client({}),
    ssm: new SSMClient({}),
  }),
);
