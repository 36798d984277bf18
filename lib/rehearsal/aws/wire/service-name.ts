/** Key of SageMaker's runtime API in the account; its real host is `runtime.sagemaker.<region>.amazonaws.com`. */
export const SAGEMAKER_RUNTIME = 'runtime.sagemaker';

/**
 * The service that a signing name means. SageMaker's two APIs both sign as `sagemaker`, and AWS tells them apart by the host.
 * Here all services have one host, so the header that only the JSON protocol has decides.
 */
export function serviceName(signingName: string, target: string | undefined): string {
  return signingName === 'sagemaker' && target === undefined ? SAGEMAKER_RUNTIME : signingName;
}
