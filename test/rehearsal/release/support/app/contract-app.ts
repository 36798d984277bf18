import { Duration } from 'aws-cdk-lib';
import { ApprovalNeed, Check, DataContract, DataSchema, FeatureType } from '../../../../../lib';
import { FeatureGroupSeed } from '../../../../../lib/rehearsal/aws/sagemaker/feature-store/groups';
import { AppVariant } from './app-variant';

/** The feature group that contracts name, with a record that somebody keeps fresh. */
export const CUSTOMERS: Readonly<Record<string, FeatureGroupSeed>> = {
  customers: {
    features: { id: 'String', at: 'String', age: 'Integral' },
    recordIdentifier: 'id',
    eventTime: 'at',
    records: [{ id: 'c-1', age: '42' }],
  },
};

const REQUIRED = { same: ['inputs'], wider: ['inputs'], breaking: ['inputs', 'currency'] };

export function contractOf({ contract }: AppVariant): DataContract | undefined {
  if (contract === undefined) return undefined;
  return DataContract.of({
    request: DataSchema.fromObject({
      type: 'object',
      properties: { inputs: { type: 'array' }, ...(contract === 'same' ? {} : { currency: { type: 'string' } }) },
      required: REQUIRED[contract],
    }),
    response: DataSchema.fromObject({
      type: 'object',
      properties: { outputs: { type: 'array' } },
      required: ['outputs'],
    }),
    featureGroups: [
      {
        name: 'customers',
        features: { age: FeatureType.INTEGRAL },
        maxAge: Duration.hours(1),
        sampleRecords: ['c-1'],
      },
    ],
  });
}

export function contractChecks({ contract, approvesBreaking }: AppVariant): Check[] {
  if (contract === undefined) return [];
  const inputs = [{ name: 'amount', shape: [1], datatype: 'FP64', data: [12.5] }];
  const timeout = Duration.minutes(10);
  return [
    Check.dataContract({ samples: [{ body: { inputs, currency: 'EUR' } }] }),
    ...(approvesBreaking === true ? [Check.approval({ need: ApprovalNeed.ROLL_FORWARD_ONLY, timeout })] : []),
  ];
}
