import { calibrationOf } from '../../../lib/core/quality/calibration';
import { JoinedPrediction } from '../../../lib/core/quality/joined';

const joined = (environment: 'blue' | 'green', score: number | undefined, label?: boolean): JoinedPrediction => ({
  inferenceId: 'a',
  environment,
  at: 0,
  prediction: true,
  ...(score === undefined ? {} : { score }),
  ...(label === undefined ? {} : { label }),
});

test('each environment has bins of its own, of what has a score and a label', () => {
  const predictions = [
    joined('green', 0.91, true),
    joined('green', 0.93, false),
    joined('green', 0.95),
    joined('green', undefined, true),
    joined('blue', 0.1, false),
  ];
  expect(calibrationOf({ kind: 'classification', positive: true }, predictions)).toEqual([
    { environment: 'blue', from: 0.1, count: 1, meanScore: 0.1, positiveShare: 0 },
    { environment: 'green', from: 0.9, count: 2, meanScore: expect.closeTo(0.92, 12), positiveShare: 0.5 },
  ]);
});

test('fails to say anything of numbers, and of classes none of which is positive', () => {
  expect(calibrationOf({ kind: 'regression' }, [joined('green', 0.9, true)])).toEqual([]);
  expect(calibrationOf({ kind: 'classification' }, [joined('green', 0.9, true)])).toEqual([]);
});
