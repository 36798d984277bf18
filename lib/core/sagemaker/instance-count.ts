import { SageMakerScaling } from '../../contract';
import { desiredCapacity } from '../capacity';

/**
 * Instances with which a release starts its endpoint: what is declared, and as many as the live one runs now when endpoints scale.
 * Without scaling nothing would ever make it smaller again. Undefined for a serverless variant, which has no instances.
 */
export function initialInstanceCount(
  declared: number | undefined,
  liveDesired: number,
  scaling: SageMakerScaling | undefined,
): number | undefined {
  if (declared === undefined || scaling === undefined) return declared;
  return Math.max(declared, desiredCapacity(scaling.minCapacity, liveDesired));
}
