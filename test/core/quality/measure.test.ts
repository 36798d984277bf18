import { QualityLabel } from '../../../lib/contract';
import { JoinedPrediction } from '../../../lib/core/quality/joined';
import { measure } from '../../../lib/core/quality/measure';
import { areaUnderRoc, brierScore, calibrationBins, logLoss } from '../../../lib/core/quality/probability';

function joined(
  predictions: readonly QualityLabel[],
  labels: readonly (QualityLabel | undefined)[],
  scores: readonly number[] = [],
): readonly JoinedPrediction[] {
  return predictions.map((prediction, index) => ({
    inferenceId: `id-${index}`,
    environment: 'green',
    at: 0,
    prediction,
    ...(labels[index] === undefined ? {} : { label: labels[index] }),
    ...(scores[index] === undefined ? {} : { score: scores[index] }),
  }));
}

const valuesOf = (...args: Parameters<typeof measure>) => measure(...args).get('green') ?? {};

/** Every value to 1e-12 of what scikit-learn 1.9.1 says. */
function expectValues(actual: object, expected: Readonly<Record<string, number>>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [name, value] of Object.entries(expected)) {
    expect(Math.abs((actual as Record<string, number>)[name] - value)).toBeLessThan(1e-12);
  }
}

// prettier-ignore
const TRUTH = [1,1,0,1,0,0,1,0,1,0,1,1,0,0,1,1,0,0,0,0,0,1,0,1,1,1,1,0,1,0,0,0,0,1,1,1,0,0,1,0];
// prettier-ignore
const SCORES = [
  1.0,0.0,0.52,0.8,0.16,0.37,0.69,0.57,0.82,0.19,0.99,0.43,0.27,0.49,0.45,0.67,0.03,0.43,0.5,0.37,
  0.57,0.55,0.45,0.74,0.73,0.65,0.9,0.61,0.66,0.43,0.04,0.46,0.42,1.0,0.88,0.53,0.25,0.43,0.36,0.3,
];

test('two classes are measured as by scikit-learn, ties and certainties that fail included', () => {
  const predicted = SCORES.map((score) => (score >= 0.5 ? 1 : 0));
  expectValues(valuesOf({ kind: 'classification', positive: 1 }, joined(predicted, TRUTH, SCORES)), {
    Predictions: 40,
    Labelled: 40,
    MissingLabels: 0,
    Wrong: 9,
    Accuracy: 0.775,
    Precision: 0.75,
    Recall: 0.7894736842105263,
    F1: 0.7692307692307693,
    AUC: 0.8546365914786969,
    LogLoss: 1.3338400698849964,
    Brier: 0.1657975,
    CalibrationError: 0.18225,
  });
});

test('several classes are measured as by scikit-learn, weighted, a class that never came true included', () => {
  const [cat, dog, bird, fish] = ['cat', 'dog', 'bird', 'fish'];
  // prettier-ignore
  const truth = [cat,bird,cat,dog,cat,cat,dog,cat,bird,cat,dog,dog,dog,cat,cat,dog,dog,bird,dog,cat,dog,bird,dog,bird,dog,dog,bird,dog,cat,cat];
  // prettier-ignore
  const predicted = [cat,bird,cat,dog,cat,cat,dog,cat,bird,cat,cat,dog,fish,cat,cat,dog,dog,bird,fish,cat,dog,bird,dog,bird,dog,dog,bird,fish,cat,cat];
  expectValues(valuesOf({ kind: 'classification' }, joined(predicted, truth)), {
    Predictions: 30,
    Labelled: 30,
    MissingLabels: 0,
    Wrong: 4,
    Accuracy: 0.8666666666666667,
    Precision: 0.9694444444444444,
    Recall: 0.8666666666666667,
    F1: 0.9052700922266139,
  });
});

test('as many classes as predictions are measured in no time', () => {
  const texts = Array.from({ length: 30_000 }, (_, index) => `answer ${index}`);
  const started = performance.now();
  const values = valuesOf({ kind: 'classification' }, joined(texts, [...texts.slice(1), 'answer']));
  expect(values).toMatchObject({ Wrong: 30_000, Precision: 0, Recall: 0 });
  expect(performance.now() - started).toBeLessThan(1_000); // each class counted by itself takes seconds
});

test('numbers are measured as by scikit-learn', () => {
  // prettier-ignore
  const truth = [89.07,115.58,127.87,127.12,122.38,99.03,91.57,100.86,114.67,110.97,96.52,137.42,102.28,103.67,123.36,92.57,115.14,119.94,124.16,104.14,139.54,94.63,94.84,85.32,91.91];
  // prettier-ignore
  const predicted = [94.66,118.94,120.1,130.42,117.34,103.49,107.98,118.45,115.19,118.07,84.65,139.06,98.55,98.22,124.53,96.44,117.48,120.8,132.25,99.06,122.8,78.84,102.96,107.19,92.41];
  expectValues(valuesOf({ kind: 'regression', wrongAbove: 10 }, joined(predicted, truth)), {
    Predictions: 25,
    Labelled: 25,
    MissingLabels: 0,
    Wrong: 6,
    MAE: 7.1304,
    RMSE: 9.302732501797523,
    R2: 0.6349058730138162,
  });
});

test('a missing label is missing: neither right nor wrong', () => {
  const values = valuesOf({ kind: 'classification', positive: true }, joined([true, false, true], [true, undefined]));
  expect(values).toEqual({
    Predictions: 3,
    Labelled: 1,
    MissingLabels: 2,
    Wrong: 0,
    Accuracy: 1,
    Precision: 1,
    Recall: 1,
    F1: 1,
  });
});

test('without any label nothing is said but that they are missing', () => {
  expect(valuesOf({ kind: 'classification', positive: 1 }, joined([1, 0], []))).toEqual({
    Predictions: 2,
    Labelled: 0,
    MissingLabels: 2,
    Wrong: 0,
  });
  expect(valuesOf({ kind: 'regression' }, joined([1, 0], []))).toEqual({
    Predictions: 2,
    Labelled: 0,
    MissingLabels: 2,
  });
});

test('labels are the same however CSV and JSON write them', () => {
  const values = valuesOf({ kind: 'classification', positive: '1' }, joined([1, '0', 1.0], ['1', 0, '1.0']));
  expect(values).toMatchObject({ Wrong: 0, Accuracy: 1, Precision: 1 });
  expect(valuesOf({ kind: 'regression' }, joined([1.5], ['1.5']))).toMatchObject({ MAE: 0, Labelled: 1 });
});

test('fails to call a version that never says positive precise: its precision is missing, its recall 0', () => {
  const values = valuesOf({ kind: 'classification', positive: 1 }, joined([0, 0], [1, 0]));
  expect(values).toMatchObject({ Recall: 0, F1: 0, Accuracy: 0.5 });
  expect(values).not.toHaveProperty('Precision');
});

test('a label of a regression that is no number is missing', () => {
  expect(valuesOf({ kind: 'regression' }, joined([1, 2], ['unknown', 3]))).toMatchObject({
    Labelled: 1,
    MissingLabels: 1,
    MAE: 1,
  });
});

test.each([
  ['0.1', [0.1], 10],
  ['19.99', [19.99], 30],
  ['a third', [1 / 3], 10],
  ['0.3, however it was calculated', [0.3, 0.1 + 0.2], 10],
])('fails to say how much of no variance is explained, with labels that are all %s', (_, values, count) => {
  const labels = Array.from({ length: count }, (__, index) => values[index % values.length]);
  const measured = valuesOf(
    { kind: 'regression' },
    joined(
      labels.map((label) => label + 1),
      labels,
    ),
  );
  expect(measured).toMatchObject({ Labelled: count, MAE: expect.closeTo(1, 12) });
  expect(measured).not.toHaveProperty('R2');
});

test('labels that are far from 0 and near to each other still have a variance', () => {
  const labels = [0, 1, 2, 3].map((offset) => 1.7e12 + offset);
  const { R2 } = valuesOf(
    { kind: 'regression' },
    joined(
      labels.map((label, index) => label + (index % 2)),
      labels,
    ),
  );
  expect(R2).toBeCloseTo(1 - 2 / 5, 12);
});

test('environments are measured apart, and one without predictions not at all', () => {
  const [first] = joined([1], [1]);
  const measured = measure({ kind: 'classification' }, [first, { ...first, environment: 'blue', prediction: 0 }]);
  expect(measured.get('green')).toMatchObject({ Accuracy: 1 });
  expect(measured.get('blue')).toMatchObject({ Accuracy: 0 });
  expect(measure({ kind: 'classification' }, [first]).has('blue')).toBe(false);
});

test('nothing is said of the order of scores when only one class came true', () => {
  expect(areaUnderRoc([{ score: 0.3, positive: true }])).toBeUndefined();
  expect(logLoss([])).toBeUndefined();
  expect(brierScore([])).toBeUndefined();
});

test('the area under the curve of equal scores is a half', () => {
  const outcomes = [true, false, true, false].map((positive) => ({ score: 0.5, positive }));
  expect(areaUnderRoc(outcomes)).toBe(0.5);
});

test('bins of calibration hold what was said beside what came true; a score of 1 is in the last', () => {
  const bins = calibrationBins([
    { score: 0.81, positive: true },
    { score: 0.89, positive: false },
    { score: 1, positive: true },
  ]);
  expect(bins).toEqual([
    { from: 0.8, count: 2, meanScore: expect.closeTo(0.85, 12), positiveShare: 0.5 },
    { from: 0.9, count: 1, meanScore: 1, positiveShare: 1 },
  ]);
});
