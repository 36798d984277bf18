import { BAKE_VERDICT, CheckSpec, MODEL_CONTAINER, ParitySpec, SmokeSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { ModelVersion } from '../model/model-version';
import { Problems } from '../private/validation';
import { Check } from './check';

/** Both environments must be the same, but for what the version declares itself. */
export function parityCheck(version: ModelVersion, allowedDifferences: readonly string[]): ParitySpec {
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

/** The server must say through the load balancer that it is ready. */
export function healthCheck(protocol: ModelProtocol): SmokeSpec {
  return {
    kind: 'smoke',
    name: 'health',
    requests: [{ name: 'health', method: 'GET', path: protocol.healthPath, expectedStatus: 200 }],
    attempts: 3,
    timeoutMs: 10_000,
  };
}

/** All checks of a model in their order: the cheap ones first. Throws when two have one name. */
export function allChecks(props: {
  readonly version: ModelVersion;
  readonly protocol: ModelProtocol;
  readonly allowedDifferences: readonly string[];
  readonly checks: readonly Check[];
}): readonly CheckSpec[] {
  const { version, protocol, allowedDifferences, checks } = props;
  const specs = [
    parityCheck(version, allowedDifferences),
    healthCheck(protocol),
    ...checks.map((check) => check._spec(protocol)),
  ];
  const names = [...specs.map(({ name }) => name), BAKE_VERDICT];
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const problems = new Problems();
  if (twice.length > 0) {
    problems.add(
      `names must be unique, got ${[...new Set(twice)].join(', ')} twice; parity, health and ${BAKE_VERDICT} are taken`,
    );
  }
  problems.throwIfAny('checks');
  return specs;
}
