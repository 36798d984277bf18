import { Duration } from 'aws-cdk-lib';
import { Check } from '../../../../../lib';
import { MODES } from './modes';
import { PAYMENT } from './payment';

/** Two workers at the peak. */
export function peakLoad(mode: 'required' | 'advisory'): Check {
  return Check.loadTest({
    mode: MODES[mode],
    peakRps: 40,
    requests: [PAYMENT],
    rpsPerWorker: 20,
    stageDuration: Duration.seconds(5),
    limits: { p50: Duration.millis(800) },
  });
}
