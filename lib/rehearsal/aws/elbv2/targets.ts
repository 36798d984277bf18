import type {
  DeregisterTargetsCommandInput,
  DescribeTargetHealthCommandInput,
  RegisterTargetsCommandInput,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { isIPv4 } from 'node:net';
import { AwsError, Operation } from '../service';
import { requireRange } from './names';
import { onAll, onArns } from './permissions';
import { TargetGroupRecord, targetKey, TargetRecord } from './records';
import { Elbv2State } from './state';
import { TargetMonitor } from './target-monitor';

/** Operations on the targets of a group. */
export function targetOperations(state: Elbv2State, monitor: TargetMonitor): Record<string, Operation> {
  return {
    RegisterTargets: {
      required: ['TargetGroupArn', 'Targets'],
      authorize: (input: RegisterTargetsCommandInput) => onArns('RegisterTargets', [input.TargetGroupArn!]),
      handle: (input: RegisterTargetsCommandInput) => {
        const group = state.targetGroup(input.TargetGroupArn!);
        const addresses = input.Targets!.map((target) => address(group, target));
        for (const { ip, port } of addresses) monitor.register(group, ip, port);
        return {};
      },
    },
    DeregisterTargets: {
      required: ['TargetGroupArn', 'Targets'],
      authorize: (input: DeregisterTargetsCommandInput) => onArns('DeregisterTargets', [input.TargetGroupArn!]),
      handle: (input: DeregisterTargetsCommandInput) => {
        const group = state.targetGroup(input.TargetGroupArn!);
        for (const target of input.Targets!) {
          const { ip, port } = address(group, target);
          monitor.deregister(group, ip, port);
        }
        return {};
      },
    },
    DescribeTargetHealth: {
      required: ['TargetGroupArn'],
      authorize: onAll('DescribeTargetHealth'),
      handle: (input: DescribeTargetHealthCommandInput) => {
        const group = state.targetGroup(input.TargetGroupArn!);
        return { TargetHealthDescriptions: describeHealth(group, input.Targets) };
      },
    },
  };
}

function describeHealth(
  group: TargetGroupRecord,
  asked: readonly TargetDescription[] | undefined,
): TargetHealthDescription[] {
  if (asked === undefined) return [...group.targets.values()].map((target) => describe(group, target));
  return asked.map((target) => {
    const { ip, port } = address(group, target);
    const registered = group.targets.get(targetKey(ip, port));
    return registered === undefined ? notRegistered(ip, port) : describe(group, registered);
  });
}

function describe(group: TargetGroupRecord, target: TargetRecord): TargetHealthDescription {
  return {
    Target: { Id: target.ip, Port: target.port },
    HealthCheckPort: group.healthCheck.port === 'traffic-port' ? String(target.port) : group.healthCheck.port,
    TargetHealth: {
      State: target.state,
      ...(target.reason === undefined
        ? {}
        : {
            Reason: target.reason.code as NonNullable<TargetHealthDescription['TargetHealth']>['Reason'],
            Description: target.reason.description,
          }),
    },
  };
}

function notRegistered(ip: string, port: number): TargetHealthDescription {
  return {
    Target: { Id: ip, Port: port },
    TargetHealth: {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    },
  };
}

/** A target's address; its port is the group's unless the call overrides it. */
function address(group: TargetGroupRecord, target: TargetDescription): { readonly ip: string; readonly port: number } {
  if (!isIPv4(target.Id ?? '')) {
    throw new AwsError('ValidationError', `The IP address '${target.Id ?? ''}' is not a valid IPv4 address`);
  }
  const port = target.Port ?? group.port;
  requireRange('Port', port, 1, 65_535);
  return { ip: target.Id!, port };
}
