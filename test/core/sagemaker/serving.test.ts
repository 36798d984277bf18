import { Endpoint } from '../../../lib/core/sagemaker/endpoint';
import { servingInstances, wantedInstances } from '../../../lib/core/sagemaker/serving';

const endpoint = (members: Partial<Endpoint> = {}): Endpoint => ({
  name: 'fraud-green',
  arn: 'arn',
  status: 'InService',
  variants: [{ name: 'main', instances: { current: 3, desired: 4 } }],
  ...members,
});

test.each<[string, Endpoint | undefined, number, number]>([
  ['in service', endpoint(), 3, 4],
  ['updating, and serving meanwhile', endpoint({ status: 'Updating' }), 3, 4],
  ['serverless', endpoint({ variants: [{ name: 'main' }] }), 1, 1],
  ['out of service', endpoint({ status: 'OutOfService' }), 0, 4],
  ['being deleted', endpoint({ status: 'Deleting' }), 0, 4],
  ['failed, serverless', endpoint({ status: 'Failed', variants: [{ name: 'main' }] }), 0, 1],
  ['being made', endpoint({ status: 'Creating', variants: [] }), 0, 0],
  ['not there', undefined, 0, 0],
])('instances of an endpoint that is %s', (_name, given, serving, wanted) => {
  expect([servingInstances(given), wantedInstances(given)]).toEqual([serving, wanted]);
});
