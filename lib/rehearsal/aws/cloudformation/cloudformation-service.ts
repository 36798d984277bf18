import { AwsError, EmulatedService } from '../service';
import { StackRegistry } from './stack-registry';

/** The `cloudformation` service: what handlers ask about stacks. Deployments go through the rehearsal's own engine. */
export function cloudFormationService(stacks: StackRegistry): EmulatedService {
  return {
    signingName: 'cloudformation',
    protocol: 'query',
    xmlNamespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    operations: {
      DescribeStacks: {
        authorize: ({ StackName }, { region, accountId }) => {
          const stackId = StackName === undefined ? '*' : stacks.find(StackName)?.StackId;
          const arn = `arn:aws:cloudformation:${region}:${accountId}:stack/${StackName}/*`;
          return [{ action: 'cloudformation:DescribeStacks', resource: stackId ?? arn }];
        },
        handle: ({ StackName }) => ({
          Stacks: StackName === undefined ? stacks.existing() : [found(stacks, StackName)],
        }),
      },
    },
  };
}

function found(stacks: StackRegistry, nameOrId: string) {
  const stack = stacks.find(nameOrId);
  if (stack === undefined) throw new AwsError('ValidationError', `Stack with id ${nameOrId} does not exist`);
  return stack;
}
