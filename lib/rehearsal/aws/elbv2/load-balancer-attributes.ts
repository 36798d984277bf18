import type {
  DescribeLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { AwsError, Operation } from '../service';
import { pairs } from './attribute-pairs';
import { onAll, onArns } from './permissions';
import { Elbv2State } from './state';

/** Defaults of an application load balancer (API reference, `LoadBalancerAttribute`). */
export const DEFAULT_LOAD_BALANCER_ATTRIBUTES: Readonly<Record<string, string>> = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'connection_logs.s3.enabled': 'false',
  'connection_logs.s3.bucket': '',
  'connection_logs.s3.prefix': '',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'client_keep_alive.seconds': '3600',
  'ipv6.deny_all_igw_traffic': 'false',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http2.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http.preserve_host_header.enabled': 'false',
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'false',
  'routing.http.xff_client_port.enabled': 'false',
  'routing.http.xff_header_processing.mode': 'append',
  'waf.fail_open.enabled': 'false',
  'zonal_shift.config.enabled': 'false',
};

/** Operations on attributes of load balancers. They are kept and shown; of them only deletion protection has an effect. */
export function loadBalancerAttributeOperations(state: Elbv2State): Record<string, Operation> {
  return {
    ModifyLoadBalancerAttributes: {
      required: ['LoadBalancerArn', 'Attributes'],
      authorize: (input: ModifyLoadBalancerAttributesCommandInput) =>
        onArns('ModifyLoadBalancerAttributes', [input.LoadBalancerArn!]),
      handle: (input: ModifyLoadBalancerAttributesCommandInput) => {
        const { attributes } = state.loadBalancer(input.LoadBalancerArn!);
        const given = input.Attributes!.map(({ Key, Value }) => [Key ?? '', Value ?? ''] as const);
        for (const [key] of given) requireKnown(attributes, key);
        for (const [key, value] of given) attributes.set(key, value);
        return { Attributes: pairs(attributes) };
      },
    },
    DescribeLoadBalancerAttributes: {
      required: ['LoadBalancerArn'],
      authorize: onAll('DescribeLoadBalancerAttributes'),
      handle: (input: DescribeLoadBalancerAttributesCommandInput) => ({
        Attributes: pairs(state.loadBalancer(input.LoadBalancerArn!).attributes),
      }),
    },
  };
}

function requireKnown(attributes: ReadonlyMap<string, string>, key: string): void {
  if (!attributes.has(key)) throw new AwsError('ValidationError', `Attribute key '${key}' is not recognized`);
}
