import { SageMakerScaling } from '../../contract/index';
import { SageMakerHostingProps } from './sagemaker-hosting-props';

/** Two, so that the loss of one availability zone leaves half. */
const DEFAULT_MIN = 2;

/** Fewest and most instances of the live endpoint. */
export function capacityOf({ minCapacity = DEFAULT_MIN, maxCapacity = minCapacity }: SageMakerHostingProps): {
  readonly min: number;
  readonly max: number;
} {
  return { min: minCapacity, max: maxCapacity };
}

/** What a release registers for the live endpoint; undefined when endpoints keep the count that is declared. */
export function scalingOf(props: SageMakerHostingProps): SageMakerScaling | undefined {
  const { min, max } = capacityOf(props);
  if (props.serverless !== undefined || max === min) return undefined;
  const target = props.invocationsPerInstancePerMinute;
  return {
    minCapacity: min,
    maxCapacity: max,
    ...(target === undefined ? { managed: true } : { invocationsPerInstancePerMinute: target }),
  };
}
