export const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/app/1';

/** What CloudFormation sends for a custom resource; `physical` is the id of one that exists. */
export function request(RequestType: 'Create' | 'Update' | 'Delete', ResourceProperties: object, members: object = {}) {
  return {
    RequestType,
    ResponseURL: 'https://answer.example',
    StackId: STACK,
    RequestId: 'request-1',
    LogicalResourceId: 'Resource',
    ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'physical' }),
    ResourceProperties: { ServiceToken: 'arn:function', ...ResourceProperties },
    ...members,
  };
}
