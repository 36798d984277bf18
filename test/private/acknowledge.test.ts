import { App, Duration, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { ModelFunction } from '../../lib/private/model-function';

function newFunction(): ModelFunction {
  return new ModelFunction(new Stack(new App(), 'Stack'), 'Function', {
    entry: 'watch',
    modelName: 'fraud',
    description: 'test',
    timeout: Duration.seconds(1),
    logRetention: logs.RetentionDays.ONE_DAY,
  });
}

test('fails for a wildcard without a reason', () => {
  expect(() => newFunction().allow(['ecs:DescribeTaskDefinition'], ['*'])).toThrow(
    'a wildcard resource must have a reason, got none for ecs:DescribeTaskDefinition; say it in `because`',
  );
});

test('a reason is told to policy checkers under the name of their finding', () => {
  const fn = newFunction();
  fn.allow(['ecs:DescribeServices'], [`arn:aws:ecs:${Stack.of(fn).region}:*:service/x`], { because: 'it is a test' });
  expect(JSON.stringify(fn.node.metadata)).toContain(
    'AwsSolutions-IAM5[Resource::arn:aws:ecs:<AWS::Region>:*:service/x]":"it is a test"',
  );
});
