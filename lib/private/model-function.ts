import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { Env } from '../contract/index';
import { acknowledge, acknowledgeWildcards, wildcards } from './acknowledge';
import { handlerCode } from './handler-code';

/** Where a function runs when it has to reach the load balancer. */
export interface FunctionNetwork {
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.SubnetSelection;
  readonly securityGroups: ec2.ISecurityGroup[];
}

export interface ModelFunctionProps {
  /** Folder in lib/handlers, and name of its entry file in the bundle. */
  readonly entry: string;
  /** Left out for a function that several models share. */
  readonly modelName?: string;
  readonly description: string;
  readonly timeout: Duration;
  readonly logRetention: logs.RetentionDays;
  readonly network?: FunctionNetwork;
  /**
   * MB; CPU comes with it, a whole one with 1,769.
   *
   * @default 512 - loads the bundle in well under a second
   */
  readonly memorySize?: number;
}

/** Reason of most wildcards: "Resource types: none" in the service authorization reference. */
export const DESCRIBE_KNOWS_NO_RESOURCES = 'The call knows no resources (service authorization reference)';

/** What else a permission is bound to. */
export interface PermissionOptions {
  readonly conditions?: Record<string, unknown>;
  /** Why the resource is a wildcard. */
  readonly because?: string;
}

/** One Lambda function with a role of its own that may do what it was allowed by name, and nothing else. */
export class ModelFunction extends Construct {
  readonly function: lambda.Function;
  readonly timeout: Duration;
  private readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: ModelFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: props.logRetention,
      removalPolicy: RemovalPolicy.DESTROY, // the history of releases is in the ledger
    });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `What the ${props.entry} function${props.modelName === undefined ? '' : ` of model ${props.modelName}`} may do`,
    });
    logGroup.grantWrite(this.role);
    if (props.network !== undefined) this.allowNetworkInterfaces();
    acknowledge(this, 'L1', 'The bundle is built for Node.js 22 and rehearsed on it');
    acknowledgeWildcards(this, ['*'], 'X-Ray knows no resources (service authorization reference)');
    this.function = new lambda.Function(this, 'Function', {
      code: handlerCode(props.entry),
      handler: `${props.entry}.handler`,
      runtime: lambda.Runtime.NODEJS_22_X,
      // Arm is cheaper, and the bundles hold no native code.
      architecture: lambda.Architecture.ARM_64,
      description: props.description,
      role: this.role,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 512,
      tracing: lambda.Tracing.ACTIVE,
      environment: props.modelName === undefined ? {} : { [Env.MODEL_NAME]: props.modelName },
      ...(props.network === undefined
        ? {}
        : {
            vpc: props.network.vpc,
            vpcSubnets: props.network.subnets,
            securityGroups: props.network.securityGroups,
          }),
    });
  }

  /** Allows named actions on named resources. A resource with a wildcard needs a reason, which policy checkers are told. */
  allow(actions: readonly string[], resources: readonly string[], options: PermissionOptions = {}): void {
    const { conditions, because } = options;
    if (because !== undefined) acknowledgeWildcards(this, resources, because);
    else if (wildcards(this, resources).length > 0) {
      throw new Error(
        `a wildcard resource must have a reason, got none for ${actions.join(', ')}; say it in \`because\``,
      );
    }
    this.role.addToPolicy(
      new iam.PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions === undefined ? {} : { conditions }),
      }),
    );
  }

  /** Sets an environment variable: call it in the method that allows what the variable is for. */
  env(name: string, value: string): void {
    this.function.addEnvironment(name, value);
  }

  /** JSON text of a value that holds tokens. */
  jsonText(value: object): string {
    return Stack.of(this).toJsonString(value);
  }

  /** What Lambda needs to attach a function to a VPC; none of these actions can be limited to a resource. */
  private allowNetworkInterfaces(): void {
    this.allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeSubnets',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      ['*'],
      { because: 'Lambda makes the interfaces, under ids that nobody knows before' },
    );
  }
}
