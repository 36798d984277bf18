import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { handlerCode } from '../../lib/private/handler-code';

test('finds the bundle beside the handlers', () => {
  expect(handlerCode('traffic')).toBeInstanceOf(lambda.AssetCode);
});

test('fails with the remedy when the bundle was not built', () => {
  const empty = mkdtempSync(join(tmpdir(), 'no-bundle-'));
  expect(() => handlerCode('traffic', empty)).toThrow(
    `the Lambda bundle must hold traffic.mjs, got no such file in ${empty}; run npm run bundle before synth`,
  );
});
