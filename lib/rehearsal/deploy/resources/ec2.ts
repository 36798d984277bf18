import { availabilityZones } from '../intrinsics/scope';
import { passive, PassiveResource } from './passive';
import { ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** Ids of EC2 resources end in 17 hexadecimal digits (EC2 user guide, resource ids). */
const ID_DIGITS = 17;

function ec2Id(prefix: string, context: ResourceContext): string {
  return `${prefix}-${context.randomId(ID_DIGITS)}`;
}

function ec2Resource(prefix: string, more: Omit<PassiveResource, 'physicalId'> = {}): ResourceProvider {
  return passive({ physicalId: (_properties, context) => ec2Id(prefix, context), ...more });
}

/** Ids that belong to a VPC from its birth, formed from its own so that they stay the same over updates. */
const bornWithVpc = (prefix: string) => (vpcId: string) => vpcId.replace('vpc', prefix);

/**
 * The network around the models. The rehearsal's traffic runs on the loopback, so a VPC is no more than ids here: routes and
 * security group rules are not enforced.
 */
export const ec2Providers: ResourceProviders = {
  'AWS::EC2::VPC': ec2Resource('vpc', {
    replace: ['CidrBlock', 'InstanceTenancy', 'Ipv4IpamPoolId'],
    attributes: {
      VpcId: (id) => id,
      CidrBlock: (_id, properties) => properties.CidrBlock,
      DefaultSecurityGroup: bornWithVpc('sg'),
      DefaultNetworkAcl: bornWithVpc('acl'),
      Ipv6CidrBlocks: () => [],
      CidrBlockAssociations: (id) => [id.replace('vpc', 'vpc-cidr-assoc')],
    },
  }),
  'AWS::EC2::Subnet': ec2Resource('subnet', {
    replace: ['AvailabilityZone', 'CidrBlock', 'VpcId'],
    attributes: {
      SubnetId: (id) => id,
      VpcId: (_id, properties) => properties.VpcId,
      CidrBlock: (_id, properties) => properties.CidrBlock,
      AvailabilityZone: (_id, properties, { account }) =>
        properties.AvailabilityZone ?? availabilityZones(account.region)[0],
      NetworkAclAssociationId: (id) => id.replace('subnet', 'aclassoc'),
    },
  }),
  'AWS::EC2::SecurityGroup': ec2Resource('sg', {
    replace: ['GroupDescription', 'GroupName', 'VpcId'],
    attributes: {
      GroupId: (id) => id,
      Id: (id) => id,
      VpcId: (_id, properties) => properties.VpcId,
    },
  }),
  'AWS::EC2::SecurityGroupIngress': ec2Resource('sgr', { attributes: { Id: (id) => id } }),
  'AWS::EC2::SecurityGroupEgress': ec2Resource('sgr', { attributes: { Id: (id) => id } }),
  'AWS::EC2::RouteTable': ec2Resource('rtb', { replace: ['VpcId'], attributes: { RouteTableId: (id) => id } }),
  'AWS::EC2::Route': ec2Resource('r', { replace: ['RouteTableId', 'DestinationCidrBlock'] }),
  'AWS::EC2::SubnetRouteTableAssociation': ec2Resource('rtbassoc', {
    replace: ['SubnetId'],
    attributes: { Id: (id) => id },
  }),
  'AWS::EC2::InternetGateway': ec2Resource('igw', { attributes: { InternetGatewayId: (id) => id } }),
  'AWS::EC2::VPCGatewayAttachment': ec2Resource('igw-attach', { replace: ['VpcId'] }),
  'AWS::EC2::EIP': passive({
    physicalId: (_properties, context) => documentationAddress(context),
    attributes: {
      PublicIp: (id) => id,
      AllocationId: (id) => `eipalloc-${id.replaceAll('.', '').padStart(ID_DIGITS, '0')}`,
    },
  }),
  'AWS::EC2::NatGateway': ec2Resource('nat', {
    replace: ['AllocationId', 'SubnetId'],
    attributes: { NatGatewayId: (id) => id },
  }),
  'AWS::EC2::VPCEndpoint': ec2Resource('vpce', {
    replace: ['ServiceName', 'VpcEndpointType', 'VpcId'],
    attributes: {
      Id: (id) => id,
      DnsEntries: () => [],
      NetworkInterfaceIds: () => [],
    },
  }),
  'AWS::EC2::NetworkAcl': ec2Resource('acl', { replace: ['VpcId'], attributes: { Id: (id) => id } }),
  'AWS::EC2::NetworkAclEntry': ec2Resource('acl-entry', { replace: ['NetworkAclId', 'RuleNumber', 'Egress'] }),
  'AWS::EC2::FlowLog': ec2Resource('fl', { attributes: { Id: (id) => id } }),
};

/** An address of 203.0.113.0/24, which RFC 5737 sets aside for examples: nobody can be reached there. */
function documentationAddress(context: ResourceContext): string {
  return `203.0.113.${(Number.parseInt(context.randomId(2), 16) % 254) + 1}`;
}
