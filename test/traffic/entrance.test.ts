import { modelTemplate, propertiesOf } from '../helpers/model-stack';

const template = modelTemplate();

const attributes = (): Record<string, unknown> =>
  Object.fromEntries(
    propertiesOf(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').LoadBalancerAttributes.map(
      ({ Key, Value }: { Key: string; Value: unknown }) => [Key, Value],
    ),
  );

test('the new load balancer is internal, strict about headers and logs its accesses', () => {
  expect(propertiesOf(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Scheme).toBe('internal');
  expect(attributes()).toMatchObject({
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    'access_logs.s3.enabled': 'true',
    'access_logs.s3.bucket': { Ref: expect.stringContaining('AccessLogs') },
  });
});

test('the log bucket is private, encrypted and forgets, and the load balancer waits for its policy', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90, Status: 'Enabled' }] },
  });
  const { PolicyDocument } = propertiesOf(template, 'AWS::S3::BucketPolicy');
  expect(PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Action: 's3:PutObject',
      Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  );
  const [balancer] = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'));
  expect(balancer.DependsOn).toContainEqual(expect.stringContaining('AccessLogsPolicy'));
});

test('only the checks reach the test listener, and only on its port', () => {
  const [id] = Object.keys(template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'));
  expect(id).toContain('LoadBalancer');
  const toTestPort = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).filter(
    ({ Properties }) => Properties.FromPort === 9001,
  );
  expect(toTestPort).toHaveLength(1);
  expect(JSON.stringify(toTestPort[0].Properties.SourceSecurityGroupId)).toContain('CheckFunction');
  const inline = propertiesOf(template, 'AWS::EC2::SecurityGroup', 'LoadBalancer').SecurityGroupIngress;
  expect(inline.map(({ FromPort }: { FromPort: number }) => FromPort)).toEqual([80]);
});

test('each test route leads to one environment, by header', () => {
  for (const [id, { Properties }] of Object.entries(
    template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'),
  )) {
    const environment = id.includes('blue') ? 'blue' : 'green';
    expect(Properties.Conditions).toEqual([
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-model-environment', Values: [environment] } },
    ]);
    expect(Properties.Actions).toEqual([
      { Type: 'forward', TargetGroupArn: { Ref: expect.stringContaining(`Targets${environment}`) } },
    ]);
  }
});

test('a route without conditions takes everything that comes', () => {
  expect(JSON.parse(propertiesOf(template, 'Custom::ProductionRoute').Conditions as string)).toEqual([
    { Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } },
  ]);
});
