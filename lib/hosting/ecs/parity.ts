import { MODEL_CONTAINER, ParitySpec } from '../../contract/index';
import { ModelVersion } from '../../model/model-version';

/** Both environments must be the same, but for what the version declares itself. */
export function ecsParity(version: ModelVersion, allowedDifferences: readonly string[]): ParitySpec {
  const { environment = {}, secrets = {} } = version._container();
  const container = `containers.${MODEL_CONTAINER}`;
  return {
    kind: 'parity',
    name: 'parity',
    containerName: MODEL_CONTAINER,
    versionEnvironment: Object.keys(environment),
    allowedDifferences: [
      ...['command', 'entryPoint'].map((member) => `${container}.${member}*`),
      ...Object.keys(secrets).map((name) => `${container}.secrets.${name}`),
      ...allowedDifferences,
    ],
  };
}
