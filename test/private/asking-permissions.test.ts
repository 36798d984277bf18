import { Analysis, OnInconclusive, ReleaseWait, TrafficShift } from '../../lib';
import { modelTemplate, propertiesOf } from '../helpers/model-stack';
import { grants } from './support/grants';

const traffic = TrafficShift.canary();
const waitFor = ReleaseWait.START;
const judged = (onInconclusive: OnInconclusive) =>
  modelTemplate({ traffic, waitFor, analysis: Analysis.judge({ onInconclusive }) });
const asking = judged(OnInconclusive.PAUSE);
const without = judged(OnInconclusive.ROLL_BACK);

test('the watch function of a judge that asks people may tell them, and nothing else is added', () => {
  const known = new Set(grants(without).map((grant) => JSON.stringify(grant)));
  const added = grants(asking).filter((grant) => !known.has(JSON.stringify(grant)));
  expect(added.map(({ role, action }) => `${role} ${action}`).sort()).toEqual([
    'WatchFunction events:PutEvents',
    'WatchFunction kms:Decrypt',
    'WatchFunction kms:GenerateDataKey',
    'WatchFunction sns:Publish',
  ]);
});

test('the topic comes with the permission, and not without it', () => {
  const variables = (template: typeof asking) =>
    Object.keys(propertiesOf(template, 'AWS::Lambda::Function', 'WatchFunction').Environment.Variables);
  expect(variables(asking)).toEqual(expect.arrayContaining(['TOPIC_ARN', 'EVENT_BUS_NAME']));
  expect(variables(without)).toEqual(expect.not.arrayContaining(['TOPIC_ARN', 'EVENT_BUS_NAME']));
});
