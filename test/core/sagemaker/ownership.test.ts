import { Endpoint } from '../../../lib/core/sagemaker/endpoint';
import { inWordsForeign, isForeign } from '../../../lib/core/sagemaker/ownership';

const OWN = 'fraud-green-0123456789ab';

const endpoint = (members: Partial<Endpoint>): Endpoint => ({
  ...{ name: 'predictions', arn: 'arn:endpoint', status: 'InService', variants: [] },
  ...members,
});

test.each<[string, Partial<Endpoint>]>([
  ['runs what a release made', { configName: OWN }],
  ['runs what a release made for the other environment', { configName: 'fraud-blue-0123456789ab' }],
  ['is created with it', { status: 'Creating', pendingConfigName: OWN }],
  ['never came up with it', { status: 'Failed', configName: OWN }],
  ['is updated by somebody to another one', { status: 'Updating', configName: OWN, pendingConfigName: 'theirs' }],
  ['is being deleted, whosever it was', { status: 'Deleting', configName: 'theirs' }],
])('an endpoint that %s is the model’s', (_name, members) => {
  expect(isForeign(endpoint(members), 'fraud')).toBe(false);
});

test.each<[string, Partial<Endpoint>]>([
  ['runs another endpoint config', { configName: 'theirs' }],
  ['runs that of another model', { configName: 'fraud-blue-green-0123456789ab' }],
  ['only begins like a copy', { configName: 'fraud-green-v2' }],
  ['was taken over but still serves something else', { configName: 'theirs', pendingConfigName: OWN }],
  ['says no endpoint config', {}],
  ['has failed with another one', { status: 'Failed', configName: 'theirs' }],
])('an endpoint that %s is foreign', (_name, members) => {
  expect(isForeign(endpoint(members), 'fraud')).toBe(true);
});

test('what does not exist is nobody’s', () => {
  expect(isForeign(undefined, 'fraud')).toBe(false);
});

test('says the endpoint, what it runs and for whom that is foreign', () => {
  expect(inWordsForeign(endpoint({ configName: 'theirs' }), 'fraud')).toBe(
    'endpoint "predictions" belongs to something else: it runs endpoint config "theirs", which no release of model "fraud" made',
  );
});
