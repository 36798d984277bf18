import { Permissions } from '../../../../../lib/rehearsal/aws/sagemaker/runtime/permissions';
import { Refusal } from '../../../../../lib/rehearsal/aws/sagemaker/runtime/messages';

const QUESTION = { accessKeyId: 'ASIA1', operation: 'InvokeEndpoint', endpointName: 'fraud' };
const REFUSAL: Refusal = { code: 'AccessDeniedException', message: 'no', status: 403, details: {} };

test('a permission is asked for once in a while, for each caller and endpoint', async () => {
  const ask = jest.fn().mockResolvedValue(undefined);
  const permissions = new Permissions(ask);
  for (let index = 0; index < 5; index++) await permissions.require(QUESTION);
  expect(ask).toHaveBeenCalledTimes(1);
  await permissions.require({ ...QUESTION, endpointName: 'other' });
  await permissions.require({ ...QUESTION, accessKeyId: 'ASIA2' });
  expect(ask).toHaveBeenCalledTimes(3);
  await new Promise((resolve) => setTimeout(resolve, 120));
  await permissions.require(QUESTION);
  expect(ask).toHaveBeenCalledTimes(4);
});

test('fails with the refusal, which is never remembered', async () => {
  const ask = jest.fn().mockResolvedValueOnce(REFUSAL).mockResolvedValue(undefined);
  const permissions = new Permissions(ask);
  await expect(permissions.require(QUESTION)).rejects.toMatchObject({ name: 'AccessDeniedException', status: 403 });
  await permissions.require(QUESTION);
  expect(ask).toHaveBeenCalledTimes(2);
});
