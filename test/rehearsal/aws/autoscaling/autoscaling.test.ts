import fc from 'fast-check';
import { ApplicationAutoScaling } from '../../../../lib/rehearsal/aws/autoscaling/autoscaling';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { callContext, caller, errorCode } from '../../support/call';

const RESOURCE = {
  ServiceNamespace: 'ecs',
  ResourceId: 'service/models/fraud-blue',
  ScalableDimension: 'ecs:service:DesiredCount',
};
const LABEL = 'app/models/0123456789abcdef/targetgroup/blue/0123456789abcdef';

function fixture(desired = 1) {
  const counts = new Map([['models/fraud-blue', desired]]);
  const service = new ApplicationAutoScaling({
    desiredCount: (cluster, name) => counts.get(`${cluster}/${name}`),
    setDesiredCount: (cluster, name, count) => counts.set(`${cluster}/${name}`, count),
  });
  const clock = new VirtualClock(Date.parse('2026-01-01T00:00:00Z'));
  const call = caller(service, clock);
  const register = (more: object = {}) => call('RegisterScalableTarget', { ...RESOURCE, ...more });
  const put = (more: object = {}, PolicyName = 'cpu') =>
    call('PutScalingPolicy', {
      ...RESOURCE,
      PolicyName,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 60, PredefinedMetricSpecification: cpu(), ...more },
    });
  return { counts, call, register, put, service, clock, desired: () => counts.get('models/fraud-blue') };
}

function cpu() {
  return { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' };
}

describe('scalable targets', () => {
  test('registering puts the desired count into the limits', () => {
    const count = fc.integer({ min: 0, max: 30 });
    fc.assert(
      fc.property(count, count, count, (desired, a, b) => {
        const [MinCapacity, MaxCapacity] = [Math.min(a, b), Math.max(a, b)];
        const { register, desired: now } = fixture(desired);
        register({ MinCapacity, MaxCapacity });
        expect(now()).toBe(Math.min(MaxCapacity, Math.max(MinCapacity, desired)));
      }),
    );
  });

  test('every later call clamps again, keeps what it does not name, and merges suspensions', () => {
    const { register, counts, desired, call } = fixture(3);
    register({ MinCapacity: 2, MaxCapacity: 10 });
    counts.set('models/fraud-blue', 0); // retired by hand
    register({ SuspendedState: { DynamicScalingInSuspended: true } });
    expect(desired()).toBe(2);
    register({ SuspendedState: { DynamicScalingOutSuspended: true } });
    const [target] = call('DescribeScalableTargets', { ServiceNamespace: 'ecs' }).ScalableTargets;
    expect(target).toMatchObject({ MinCapacity: 2, MaxCapacity: 10 });
    expect(target.SuspendedState).toEqual({
      DynamicScalingInSuspended: true,
      DynamicScalingOutSuspended: true,
      ScheduledScalingSuspended: false,
    });
  });

  test('deregistering takes the policies along and leaves the count', () => {
    const { register, put, call, desired } = fixture(5);
    register({ MinCapacity: 1, MaxCapacity: 9 });
    put();
    call('DeregisterScalableTarget', RESOURCE);
    expect(desired()).toBe(5);
    expect(call('DescribeScalingPolicies', { ServiceNamespace: 'ecs' }).ScalingPolicies).toEqual([]);
    expect(errorCode(() => call('DeregisterScalableTarget', RESOURCE))).toBe('ObjectNotFoundException');
  });

  test.each<[string, string, object]>([
    ['without limits', 'ValidationException', {}],
    ['with min above max', 'ValidationException', { MinCapacity: 3, MaxCapacity: 2 }],
    ['with a negative limit', 'ValidationException', { MinCapacity: -1, MaxCapacity: 2 }],
    [
      'for an unknown service',
      'ValidationException',
      { ResourceId: 'service/models/none', MinCapacity: 1, MaxCapacity: 2 },
    ],
    ['with a malformed id', 'ValidationException', { ResourceId: 'fraud-blue', MinCapacity: 1, MaxCapacity: 2 }],
    ['with another dimension', 'ValidationException', { ScalableDimension: 'ecs:x', MinCapacity: 1, MaxCapacity: 2 }],
    ['for another namespace', 'NotImplemented', { ServiceNamespace: 'sagemaker', MinCapacity: 1, MaxCapacity: 2 }],
  ])('fails to register %s', (_, code, more) => {
    const { register, call } = fixture();
    expect(errorCode(() => register(more))).toBe(code);
    expect(call('DescribeScalableTargets', { ServiceNamespace: 'ecs' }).ScalableTargets).toEqual([]);
  });

  test('a known target is authorised by its ARN, an unknown one by the wildcard', () => {
    const { register, service, clock } = fixture();
    const resource = () =>
      service.operations.RegisterScalableTarget.authorize(RESOURCE, callContext(clock))[0].resource;
    expect(resource()).toBe('arn:aws:application-autoscaling:eu-west-1:111122223333:scalable-target/*');
    const { ScalableTargetARN } = register({ MinCapacity: 1, MaxCapacity: 2 });
    expect(resource()).toBe(ScalableTargetARN);
  });
});

describe('scaling policies', () => {
  const registered = () => {
    const all = fixture();
    all.register({ MinCapacity: 1, MaxCapacity: 2 });
    return all;
  };
  const requests = (ResourceLabel?: string) => ({
    PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel },
  });

  test('putting a policy of the same name replaces it under the same ARN', () => {
    const { put, call } = registered();
    const first = put();
    const second = put({ TargetValue: 40 });
    expect(second.PolicyARN).toBe(first.PolicyARN);
    const { ScalingPolicies } = call('DescribeScalingPolicies', { ServiceNamespace: 'ecs', PolicyNames: ['cpu'] });
    expect(ScalingPolicies).toMatchObject([{ TargetTrackingScalingPolicyConfiguration: { TargetValue: 40 } }]);
  });

  test('a request policy carries the label of its target group', () => {
    expect(registered().put(requests(LABEL), 'requests').PolicyARN).toMatch(/policyName\/requests$/);
  });

  test('a deleted policy is gone', () => {
    const { put, call } = registered();
    put();
    call('DeleteScalingPolicy', { ...RESOURCE, PolicyName: 'cpu' });
    const again = () => call('DeleteScalingPolicy', { ...RESOURCE, PolicyName: 'cpu' });
    expect(errorCode(again)).toBe('ObjectNotFoundException');
  });

  test.each<[string, object]>([
    ['no target value', { TargetValue: undefined }],
    ['target value 0', { TargetValue: 0 }],
    ['no metric', { PredefinedMetricSpecification: undefined }],
    [
      'a metric of another service',
      { PredefinedMetricSpecification: { PredefinedMetricType: 'DynamoDBReadCapacityUtilization' } },
    ],
    ['a label on CPU', { PredefinedMetricSpecification: { ...cpu(), ResourceLabel: LABEL } }],
    ['no label on requests', requests()],
    ['a malformed label', requests('targetgroup/blue/0123456789abcdef')],
    ['a negative cooldown', { ScaleInCooldown: -1 }],
  ])('fails for %s', (_, more) => {
    expect(errorCode(() => registered().put(more))).toBe('ValidationException');
  });

  test('fails without a registered target', () => {
    expect(errorCode(() => fixture().put())).toBe('ObjectNotFoundException');
  });
});
