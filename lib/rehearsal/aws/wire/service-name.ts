/** Key of SageMaker's runtime API in the account; its real host is `runtime.sagemaker.<region>.amazonaws.com`. */
export const SAGEMAKER_RUNTIME = 'runtime.sagemaker';

/** Key of Feature Store's runtime API; its real host is `featurestore-runtime.sagemaker.<region>.amazonaws.com`. */
export const FEATURE_STORE_RUNTIME = 'featurestore-runtime.sagemaker';

/** Paths of Feature Store's runtime (API reference, "Request Syntax" of its operations). */
const FEATURE_STORE_PATH = /^\/(BatchGetRecord|FeatureGroup\/)/;

/**
 * The service that a signing name means. SageMaker's APIs all sign as `sagemaker`, and AWS tells them apart by the host. Here all
 * services have one host, so the header that only the JSON protocol has decides, and then the path.
 */
export function serviceName(signingName: string, target: string | undefined, path: string): string {
  if (signingName !== 'sagemaker' || target !== undefined) return signingName;
  return FEATURE_STORE_PATH.test(path) ? FEATURE_STORE_RUNTIME : SAGEMAKER_RUNTIME;
}
