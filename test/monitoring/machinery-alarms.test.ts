import { modelTemplate, propertiesOf } from '../helpers/model-stack';

const template = modelTemplate({ runbookUrl: 'https://example.com/runbook' });

test.each([
  ['RollbackFails', 'fraud-rollback-fails', 'TrafficFunction', 3, 5],
  // A release that can't be ended or taken over is tried every two minutes: five of ten minutes are bad.
  ['LedgerFails', 'fraud-ledger-fails', 'ReleaseFunction', 4, 10],
])('%s tells people when a function keeps failing', (id, name, fn, minutes, of) => {
  const alarm = propertiesOf(template, 'AWS::CloudWatch::Alarm', id);
  expect(alarm).toMatchObject({
    AlarmName: name,
    MetricName: 'Errors',
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(`^Model${fn}`) } }],
    Period: 60,
    DatapointsToAlarm: minutes,
    EvaluationPeriods: of,
    TreatMissingData: 'notBreaching',
    AlarmActions: [{ Ref: expect.stringContaining('Topic') }],
    AlarmDescription: expect.stringMatching(/^Model fraud: .* Runbook: https:\/\/example.com\/runbook$/),
  });
});
