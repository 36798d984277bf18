import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { messageOf, Problems } from '../private/validation';
import { PRIVATE_SUBNETS } from './network';

/** Where tasks run: the VPC is the first of these that is given. */
interface Place {
  readonly vpc?: ec2.IVpc;
  readonly cluster?: { readonly vpc: ec2.IVpc };
  readonly loadBalancer?: { readonly vpc?: ec2.IVpc };
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Adds what is wrong with the subnets of tasks and check function. A VPC that the model makes has what it needs. */
export function validateTaskSubnets(place: Place, problems: Problems): void {
  const vpc = place.vpc ?? place.cluster?.vpc ?? place.loadBalancer?.vpc;
  if (vpc === undefined) return;
  const { vpcSubnets } = place;
  const nothing = nothingSelected(vpc, vpcSubnets ?? PRIVATE_SUBNETS);
  if (nothing === undefined) return;
  problems.add(
    vpcSubnets === undefined
      ? `vpcSubnets must be given when the VPC has no private subnets with egress, got none (${nothing}); ` +
          'name subnets that reach AWS APIs through a NAT gateway or endpoints, or give the VPC such'
      : `vpcSubnets must select subnets that the VPC has, got a selection of none (${nothing}); name others, or give the VPC such`,
  );
}

/** Adds what is wrong with the subnets that SageMaker's containers are attached to. */
export function validateModelSubnets(
  vpc: ec2.IVpc | undefined,
  modelSubnets: ec2.SubnetSelection | undefined,
  problems: Problems,
): void {
  if (vpc === undefined || modelSubnets === undefined) return;
  const nothing = nothingSelected(vpc, modelSubnets);
  if (nothing === undefined) return;
  problems.add(
    `modelSubnets must select subnets that the VPC has, got a selection of none (${nothing}); name others, or give the VPC such`,
  );
}

/** In CDK's words, why nothing is selected; undefined when something is. */
function nothingSelected(vpc: ec2.IVpc, selection: ec2.SubnetSelection): string | undefined {
  try {
    return vpc.selectSubnets(selection).subnets.length === 0 ? 'none of its subnets is meant' : undefined;
  } catch (error) {
    return messageOf(error);
  }
}
