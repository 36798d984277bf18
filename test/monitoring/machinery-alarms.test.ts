import { modelTemplate, propertiesOf } from '../helpers/model-stack';

const template = modelTemplate({ runbookUrl: 'https://example.com/runbook' });

test.each([
  ['RollbackFails', 'fraud-rollback-fails', 'Errors', 'TrafficFunction', 3, 5],
  ['RollbackThrottled', 'fraud-rollback-throttled', 'Throttles', 'TrafficFunction', 3, 5],
  // A release that can't be ended or taken over is tried every two minutes: five of ten minutes are bad.
  ['LedgerFails', 'fraud-ledger-fails', 'Errors', 'ReleaseFunction', 4, 10],
  ['LedgerThrottled', 'fraud-ledger-throttled', 'Throttles', 'ReleaseFunction', 4, 10],
])('%s tells people when a function keeps failing, or is not called at all', (id, name, metric, fn, minutes, of) => {
  const alarm = propertiesOf(template, 'AWS::CloudWatch::Alarm', id);
  expect(alarm).toMatchObject({
    AlarmName: name,
    MetricName: metric,
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^Model${fn}`) } }],
    Period: 60,
    DatapointsToAlarm: minutes,
    EvaluationPeriods: of,
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
    AlarmDescription: expect.stringMatching(/^Model fraud: .* Runbook: https:\/\/example.com\/runbook$/),
  });
});

test('an execution that is not started to clean up after another tells people at once', () => {
  expect(propertiesOf(template, 'AWS::CloudWatch::Alarm', 'RecoveryFails')).toMatchObject({
    AlarmName: 'fraud-recovery-fails',
    Namespace: 'AWS/Events',
    MetricName: 'FailedInvocations',
    Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringMatching(/^ModelRecoveryRule/) } }],
    Statistic: 'Sum',
    Period: 60,
    Threshold: 1,
    DatapointsToAlarm: 1,
    EvaluationPeriods: 1,
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
    AlarmDescription: expect.stringMatching(/^Model fraud: an execution that ended badly .* Runbook: https:/),
  });
});
