import { createHash } from 'node:crypto';
import { EnvironmentName, Names } from '../../contract';

/** Hexadecimal digits of the release id's hash. With 32 characters of model name a name has 51 of the 63 that SageMaker takes. */
const KEY_LENGTH = 12;

/** Name of the model, and of the endpoint config, that a release makes for an environment. */
export function copyName(modelName: string, environment: EnvironmentName, releaseId: string): string {
  const key = createHash('sha256').update(releaseId).digest('hex').slice(0, KEY_LENGTH);
  return `${Names.endpointCopyPrefix(modelName, environment)}${key}`;
}

/** True for the names that releases of this model give in this environment, and for no other model's. */
export function isCopyName(modelName: string, environment: EnvironmentName, name: string): boolean {
  const prefix = Names.endpointCopyPrefix(modelName, environment);
  return name.startsWith(prefix) && new RegExp(`^[0-9a-f]{${KEY_LENGTH}}$`).test(name.slice(prefix.length));
}

/** Name of an endpoint config that is known by its name or by its ARN (`…:endpoint-config/<name>`). */
export function configNameOf(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}
