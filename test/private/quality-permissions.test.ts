import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { PredictionQuality, PredictionSource, QualityTask } from '../../lib';
import { hostingWithGateway, modelStack } from '../helpers/model-stack';
import { grants } from './support/grants';

const { stack, model } = modelStack({ hosting: hostingWithGateway() });
new PredictionQuality(stack, 'Quality', {
  model,
  task: QualityTask.classification(),
  predictions: PredictionSource.gateway({ predictionPath: 'label' }),
  labelDelay: Duration.minutes(20),
  alarms: { minimumAccuracy: 0.9 },
});
const template = Template.fromStack(stack);

test('the functions of prediction quality may do what they need, tasks put predictions, and nothing else is added', () => {
  const without = Template.fromStack(modelStack({ hosting: hostingWithGateway() }).stack);
  const known = new Set(grants(without).map((grant) => JSON.stringify(grant)));
  const added = grants(template)
    .filter((grant) => !known.has(JSON.stringify(grant)))
    .filter(({ action }) => !action.startsWith('logs:') && !action.startsWith('xray:'))
    .map(
      ({ role, action, resource }) => `${role} ${action} ${resource.replace(/[0-9A-F]{8}/g, '').replace(/"/g, "'")}`,
    );
  const table = "{'Fn::GetAtt':['QualityTable','Arn']}";
  const below = (prefix: string) => `{'Fn::Join':['',[{'Fn::GetAtt':['QualityBucket','Arn']},'/${prefix}/*']]}`;
  expect(added.sort()).toEqual([
    `CandidateTask s3:PutObject ${below('predictions')}`,
    `QualityIngestFunction dynamodb:BatchWriteItem ${table}`,
    `QualityIngestFunction dynamodb:PutItem ${table}`,
    `QualityIngestFunction s3:GetObject ${below('labels')}`,
    `QualityIngestFunction s3:GetObject ${below('predictions')}`,
    "QualityMeasureFunction cloudwatch:PutMetricData '*'",
    `QualityMeasureFunction dynamodb:BatchGetItem ${table}`,
    "QualityMeasureFunction dynamodb:GetItem {'Fn::GetAtt':['ModelLedgerTable','Arn']}",
    `QualityMeasureFunction dynamodb:GetItem ${table}`,
    `QualityMeasureFunction dynamodb:PutItem ${table}`,
    `QualityMeasureFunction dynamodb:Query ${table}`,
  ]);
});

test('metrics go to one namespace, and nothing is written but how far the windows are measured', () => {
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(
    ({ Properties }) => Properties.PolicyDocument.Statement as { Action: string; Condition?: object }[],
  );
  expect(statements.filter(({ Action }) => Action === 'cloudwatch:PutMetricData')).toContainEqual(
    expect.objectContaining({
      Condition: { StringEquals: { 'cloudwatch:namespace': 'cdk-model-bluegreen/quality' } },
    }),
  );
  expect(statements).toContainEqual(
    expect.objectContaining({
      Action: 'dynamodb:PutItem',
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['CURSOR'] },
        Null: { 'dynamodb:LeadingKeys': 'false' },
      },
    }),
  );
});
