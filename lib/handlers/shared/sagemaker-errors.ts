import { messageOf, nameOf } from './errors';

/**
 * SageMaker calls almost everything a ValidationException, and only its text tells which. The texts are those that its own
 * Kubernetes operator goes by (aws/amazon-sagemaker-operator-for-k8s, sagemaker_client.go); the one of an existing resource is
 * as users report it (aws/sagemaker-python-sdk#101).
 */
const MISSING = /^Could not find /;
const EXISTING = /^Cannot create already existing /;
const IN_PROGRESS = /^Cannot update in-progress endpoint/;

/** Undefined when the resource of a call does not exist; every other error goes on. */
export async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  return unlessText(MISSING, work);
}

/** Undefined when the resource that a call makes exists already. */
export async function unlessExisting<T>(work: Promise<T>): Promise<T | undefined> {
  return unlessText(EXISTING, work);
}

/** True when an endpoint takes no change at the moment, because another one has begun or was faster. */
export function isBusy(error: unknown): boolean {
  return saysSo(error, EXISTING) || saysSo(error, IN_PROGRESS);
}

async function unlessText<T>(text: RegExp, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (saysSo(error, text)) return undefined;
    throw error;
  }
}

function saysSo(error: unknown, text: RegExp): boolean {
  return nameOf(error) === 'ValidationException' && text.test(messageOf(error));
}
