import { Assembly } from '../../../../lib/rehearsal/deploy';

/** An assembly in memory with one stack. */
export function assemblyOf(template: object, stackName = 'Shop'): Assembly {
  return {
    directory: '/nowhere',
    stacks: [{ stackName, template: template as Record<string, unknown>, tags: {}, parameters: {} }],
    files: new Map(),
    objects: [],
    images: new Map(),
  };
}

/** A resource without behaviour: `Value` changes in place, `Name` replaces. */
export function parameter(value: unknown, more: object = {}): object {
  return { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value }, ...more };
}

/** A custom resource handled by the test's function. */
export function custom(properties: object, more: object = {}): object {
  return {
    Type: 'Custom::Thing',
    Properties: { ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:thing', ...properties },
    ...more,
  };
}
