import { SETTLED_SECONDS } from '../core/measurement';
import { HostedModel } from '../hosting/hosted-model';
import { secondsOf } from '../private/validation';
import { BlueGreenModelProps } from './blue-green-model-props';
import { judgeOf } from './model-analysis';

/** A minute is read once: one of a load balancer that is read sooner would never count the requests that nobody answered. */
export function assertReadingDelay(props: BlueGreenModelProps, { gateway }: HostedModel): void {
  const delay = judgeOf(props)?.readingDelay;
  if (delay === undefined || gateway !== undefined || secondsOf(delay) >= SETTLED_SECONDS) return;
  throw new Error(
    `model "${props.modelName}" must have an analysis.readingDelay of ${SETTLED_SECONDS} s or more without a gateway, got ${secondsOf(delay)} s; ` +
      'until then requests that were never answered do not count as failed: leave it out, or add a gateway',
  );
}
