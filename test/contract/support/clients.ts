import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';

/** The test's own way to moto, past the front proxy, so that only the handlers' calls are in the journal. */
export interface Clients {
  readonly dynamodb: DynamoDBClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ecs: ECSClient;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
  readonly cloudwatch: CloudWatchClient;
  readonly sfn: SFNClient;
  readonly sageMaker: SageMakerClient;
  readonly ssm: SSMClient;
  readonly cloudformation: CloudFormationClient;
  /** An EC2 call, for which we have no SDK client: the XML text of the answer. */
  ec2(action: string): Promise<string>;
  destroy(): void;
}

export function clientsFor(endpoint: string, region: string): Clients {
  // moto answers what it does not know with an HTML page and status 500: no use in asking again.
  const options = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 };
  const sdk = {
    dynamodb: new DynamoDBClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    ecs: new ECSClient(options),
    sns: new SNSClient(options),
    events: new EventBridgeClient(options),
    cloudwatch: new CloudWatchClient(options),
    sfn: new SFNClient(options),
    sageMaker: new SageMakerClient(options),
    ssm: new SSMClient(options),
    cloudformation: new CloudFormationClient(options),
  };
  return {
    ...sdk,
    ec2: (action) => ec2Call(endpoint, region, action),
    destroy: () => Object.values(sdk).forEach((client) => client.destroy()),
  };
}

/** moto checks no signatures; it reads the service and the region from the scope. */
async function ec2Call(endpoint: string, region: string, action: string): Promise<string> {
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=0`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ Action: action, Version: '2016-11-15' }).toString(),
  });
  if (!answer.ok) throw new Error(`${action} must succeed, got status ${answer.status}`);
  return answer.text();
}
