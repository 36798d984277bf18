import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { BlueGreenModel, EcsHostingProps, ModelHosting, SageMakerHostingProps, SageMakerRouting } from '../../lib';
import { hosting, newApp, version } from '../helpers/model-stack';
import { sageMakerVersion } from '../helpers/sagemaker-stack';

const ISOLATED: ec2.SubnetSelection = { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };

/** A VPC with subnets of these types only. */
function vpcWith(stack: Stack, ...types: ec2.SubnetType[]): ec2.Vpc {
  const subnetConfiguration = types.map((subnetType) => ({ name: subnetType, subnetType }));
  return new ec2.Vpc(stack, 'Vpc', { subnetConfiguration, natGateways: 0 });
}

const ecs = (props: Partial<EcsHostingProps>) => (stack: Stack) => ({
  hosting: hosting(props),
  version: version(`1-${stack.node.id}`),
});
const sageMaker = (props: Partial<SageMakerHostingProps>) => (stack: Stack) => ({
  hosting: ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', ...props }),
  version: sageMakerVersion(stack),
});

function synth(
  vpcTypes: ec2.SubnetType[],
  setting: (vpc: ec2.Vpc) => ReturnType<typeof ecs | typeof sageMaker>,
): Template {
  const stack = new Stack(newApp(), 'Stack');
  const made = setting(vpcWith(stack, ...vpcTypes))(stack);
  new BlueGreenModel(stack, 'Model', { modelName: 'fraud', hosting: made.hosting, version: made.version });
  return Template.fromStack(stack);
}

test('tasks and check function run in the subnets that are named', () => {
  expect(() => synth([ec2.SubnetType.PRIVATE_ISOLATED], (vpc) => ecs({ vpc, vpcSubnets: ISOLATED }))).not.toThrow();
});

test.each<[string, (vpc: ec2.Vpc) => ReturnType<typeof ecs | typeof sageMaker>, RegExp]>([
  [
    'ECS tasks',
    (vpc) => ecs({ vpc }),
    /invalid model "fraud": vpcSubnets must be given when the VPC has no private subnets with egress, got none .*NAT gateway or endpoints/,
  ],
  ['gateways before SageMaker endpoints', (vpc) => sageMaker({ vpc }), /vpcSubnets must be given when the VPC has no/],
  [
    'tasks in subnets that it has not',
    (vpc) => ecs({ vpc, vpcSubnets: ISOLATED }),
    /vpcSubnets must select subnets that the VPC has, got a selection of none .*name others/,
  ],
  [
    'tasks in no subnet at all',
    (vpc) => ecs({ vpc, vpcSubnets: { subnets: [] } }),
    /vpcSubnets must select subnets that the VPC has/,
  ],
  [
    'containers of endpoints',
    (vpc) => sageMaker({ vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, modelSubnets: ISOLATED }),
    /modelSubnets must select subnets that the VPC has/,
  ],
  [
    'containers of one endpoint',
    (vpc) => sageMaker({ vpc, modelSubnets: ISOLATED, routing: SageMakerRouting.variantWeights() }),
    /modelSubnets must select subnets that the VPC has/,
  ],
])('fails in a VPC of public subnets for %s', (_name, setting, message) => {
  expect(() => synth([ec2.SubnetType.PUBLIC], setting)).toThrow(message);
});
