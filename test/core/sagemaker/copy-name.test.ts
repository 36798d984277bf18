import fc from 'fast-check';
import { configNameOf, copyName, isCopyName } from '../../../lib/core/sagemaker/copy-name';

/** Names that SageMaker takes (API reference of CreateModel and CreateEndpointConfig). */
const ACCEPTED = /^(?=.{1,63}$)[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;
const modelName = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/);
const environment = fc.constantFrom('blue' as const, 'green' as const);

test('is the same for the same release, and another one for each other', () => {
  expect(copyName('fraud', 'green', 'v2-release')).toBe('fraud-green-8d9a4a84cf9b');
  expect(copyName('fraud', 'green', 'v3-release')).not.toBe(copyName('fraud', 'green', 'v2-release'));
});

test('is a name that SageMaker takes, and is recognised, whatever the release is called', () => {
  fc.assert(
    fc.property(modelName, environment, fc.string(), (model, where, releaseId) => {
      const name = copyName(model, where, releaseId);
      expect(name).toMatch(ACCEPTED);
      expect(isCopyName(model, where, name)).toBe(true);
    }),
  );
});

test('is never taken for one of another model or environment', () => {
  fc.assert(
    fc.property(modelName, environment, modelName, environment, (model, where, other, elsewhere) => {
      fc.pre(model !== other || where !== elsewhere);
      expect(isCopyName(other, elsewhere, copyName(model, where, 'release'))).toBe(false);
    }),
  );
  expect(isCopyName('fraud', 'blue', copyName('fraud-blue', 'blue', 'release'))).toBe(false);
  expect(isCopyName('fraud', 'blue', 'fraud-blue-of-somebody')).toBe(false);
});

test.each([['config'], ['arn:aws:sagemaker:eu-west-1:111122223333:endpoint-config/config']])('%s is a name', (text) => {
  expect(configNameOf(text)).toBe('config');
});
