import { AwsError } from '../service';
import { ResourceKind } from './arns';

const WORDS: Readonly<Record<ResourceKind, string>> = {
  model: 'model',
  'endpoint-config': 'endpoint configuration',
  endpoint: 'endpoint',
  'feature-group': 'feature group',
};

// The texts of these errors are SageMaker's, as its users and clients quote them; it has no code of its own for them.

export function notFound(kind: ResourceKind, arn: string): AwsError {
  return invalid(`Could not find ${WORDS[kind]} "${arn}".`);
}

export function alreadyExists(kind: ResourceKind, arn: string): AwsError {
  return invalid(`Cannot create already existing ${WORDS[kind]} "${arn}".`);
}

/** Also the answer to DeleteEndpoint while an endpoint is Creating or Updating. */
export function inProgress(arn: string): AwsError {
  return invalid(`Cannot update in-progress endpoint "${arn}".`);
}

export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}

/** For members whose effect the emulator lacks: a wrong rehearsal is worse than none. */
export function notEmulated(what: string): AwsError {
  return new AwsError('NotImplemented', `the rehearsal does not emulate ${what}`, 501);
}

/** Throws 501 for the first of these members that the input has. */
export function requireEmulated(input: object, members: Readonly<Record<string, string>>): void {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  for (const [member] of given) {
    if (Object.hasOwn(members, member)) throw notEmulated(members[member]);
  }
}
