import { QualityTaskSpec } from '../../../lib/contract';
import { emptyLedger, Ledger } from '../../../lib/core/ledger/ledger';
import { addToDrift, DriftState, driftSizes, pairIn, VersionPair } from '../../../lib/core/quality/drift';
import { Prediction } from '../../../lib/core/quality/joined';

const BLUE = { environment: 'blue', version: '1.2' } as const;
const GREEN = { environment: 'green', version: '1.3' } as const;
const PAIR: VersionPair = { before: BLUE, after: GREEN };
const CLASSES: QualityTaskSpec = { kind: 'classification' };
const BINARY: QualityTaskSpec = { kind: 'classification', positive: true };
const NUMBERS: QualityTaskSpec = { kind: 'regression' };

/** As many predictions of a side as there are members. */
const of = (side: Partial<Prediction> & { readonly environment: 'blue' | 'green' }, members: Partial<Prediction>[]) =>
  members.map((each, index): Prediction => ({ inferenceId: `${index}`, at: 0, prediction: true, ...side, ...each }));
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));
const scores = (count: number, shift = 0) => times(count, (index) => ({ score: ((index * 37) % 100) / 200 + shift }));
const size = (state: DriftState, what = 'prediction') => driftSizes(state)[what];

describe('the versions that can be compared', () => {
  const ledger = (members: object): Ledger => ({ ...emptyLedger('fraud'), ...members });

  test.each([
    ['none', {}, undefined],
    ['one', { live: BLUE }, undefined],
    ['a first release', { release: GREEN }, undefined],
    ['a release into its own environment', { live: GREEN, release: GREEN }, undefined],
    ['a release', { live: BLUE, release: GREEN }, PAIR],
    ['a release that stands by', { live: GREEN, standby: BLUE, release: GREEN }, PAIR],
  ])('of %s', (_, members, pair) => {
    expect(pairIn(ledger(members))).toEqual(pair);
  });
});

describe('scores', () => {
  const add = (state: DriftState | undefined, before: Partial<Prediction>[], after: Partial<Prediction>[]) =>
    addToDrift(state, PAIR, [...of(BLUE, before), ...of(GREEN, after)], { task: BINARY });

  test('that are alike have no drift', () => {
    const sizes = size(add(undefined, scores(1_000), scores(500)));
    expect(sizes.DriftPSI).toBeLessThan(0.01);
    expect(sizes.DriftKS).toBeLessThan(0.02);
    expect(sizes.DriftPSINoise).toBeCloseTo(16.919 * (1 / 1_000 + 1 / 500), 3);
  });

  test('that have moved have a large one', () => {
    const { DriftPSI, DriftJS, DriftKS } = size(add(undefined, scores(1_000), scores(1_000, 0.25)));
    expect(DriftPSI).toBeGreaterThan(0.25);
    expect(DriftJS).toBeGreaterThan(0.3);
    expect(DriftKS).toBeCloseTo(0.5, 2);
  });

  test('of many windows are the same as of one', () => {
    const [before, after] = [scores(400), scores(400, 0.1)];
    const inOne = add(undefined, before, after);
    let parts: DriftState | undefined;
    for (let start = 0; start < 400; start += 10) {
      parts = add(parts, before.slice(start, start + 10), after.slice(start, start + 10));
    }
    // The bins are those of the first hundred, which are all the scores there are.
    expect(size(parts!)).toEqual(size(inOne));
  });

  test('are kept in a state that JSON keeps', () => {
    const state = add(add(undefined, scores(60), scores(60)), [...scores(60), {}], scores(60));
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(size(state)).toBeDefined();
  });

  test('fails to say anything of fewer than a hundred', () => {
    const state = add(undefined, scores(100), scores(99));
    expect(driftSizes(state)).toEqual({});
    expect(driftSizes(add(undefined, scores(99), scores(1_000)))).toEqual({});
    expect(size(add(state, scores(1), scores(1)))).toBeDefined();
  });
});

test('classes are compared by their names, without the distance that needs an order', () => {
  const classes = (roses: number) => times(1_000, (index) => ({ prediction: index < roses ? 'rose' : 'tulip' }));
  const state = addToDrift(undefined, PAIR, [...of(BLUE, classes(500)), ...of(GREEN, classes(800))], { task: CLASSES });
  const { DriftPSI, DriftKS } = size(state);
  expect(DriftPSI).toBeCloseTo(0.3 * Math.log(0.8 / 0.5) - 0.3 * Math.log(0.2 / 0.5), 2);
  expect(DriftKS).toBeUndefined();
});

describe('scores of some predictions only', () => {
  /** Windows of ten predictions of each version, of which so many have a score. */
  const windows = (count: number, withScore: number, roses = 5) => {
    let state: DriftState | undefined;
    for (let window = 0; window < count; window++) {
      const tenOf = (share: number) =>
        times(10, (index) => ({
          prediction: index < share ? 'rose' : 'tulip',
          ...((index * 7) % 10 < withScore ? { score: ((window * 37 + index * 11) % 100) / 100 } : {}),
        }));
      state = addToDrift(state, PAIR, [...of(BLUE, tenOf(5)), ...of(GREEN, tenOf(roses))], { task: CLASSES });
    }
    return state!;
  };

  test.each([5, 6, 9])('are compared if most have one, of ten: %i', (withScore) => {
    expect(size(windows(60, withScore)).DriftKS).toBeDefined();
  });

  test.each([1, 2, 4])('give way to the classes if few have one, of ten: %i', (withScore) => {
    const sizes = size(windows(60, withScore));
    expect(sizes.DriftKS).toBeUndefined();
    expect(sizes.DriftPSI).toBeLessThan(0.01);
    expect(size(windows(60, withScore, 8)).DriftPSI).toBeGreaterThan(0.25);
  });

  test('of the newer version only do not matter: its classes are compared', () => {
    const classes = times(500, (index) => ({ prediction: index % 2 === 0 ? 'rose' : 'tulip' }));
    const withScores = classes.map((each) => ({ ...each, score: 0.7 }));
    const predictions = [...of(BLUE, classes), ...of(GREEN, withScores)];
    const first = addToDrift(undefined, PAIR, predictions, { task: CLASSES });
    expect(size(addToDrift(first, PAIR, predictions, { task: CLASSES })).DriftPSI).toBeLessThan(0.01);
  });

  test('fail to let the state grow', () => {
    const predictions = (count: number) =>
      times(count, (index) => ({ prediction: 'rose', ...(index % 2 === 0 ? { score: 0.5 } : {}) }));
    let state: DriftState | undefined;
    for (let window = 0; window < 50; window++) {
      const both = [...of(BLUE, predictions(3)), ...of(GREEN, predictions(500))];
      state = addToDrift(state, PAIR, both, { task: CLASSES });
      expect(JSON.stringify(state).length).toBeLessThan(3_000);
    }
  });
});

test('numbers are compared, and one that is none has a bin', () => {
  const before = times(200, (index) => ({ prediction: index }));
  const after = times(200, (index) => ({ prediction: index % 2 === 0 ? index : 'NaN' }));
  const state = addToDrift(undefined, PAIR, [...of(BLUE, before), ...of(GREEN, after)], { task: NUMBERS });
  expect(size(state).DriftPSI).toBeGreaterThan(0.25);
});

test('features say whether both versions get the same requests', () => {
  const amounts = (share: number) =>
    times(500, (index) => ({ features: { amount: (index * share) % 100 }, prediction: 'rose' }));
  const predictions = [...of(BLUE, amounts(37)), ...of(GREEN, amounts(37).slice(0, 250))];
  const state = addToDrift(undefined, PAIR, predictions, { task: CLASSES, features: ['amount', 'age'] });
  expect(Object.keys(driftSizes(state))).toEqual(['prediction', 'input.amount']);
  expect(size(state, 'input.amount').DriftPSI).toBeLessThan(0.1);
});

test('a feature that one version no longer gets has drifted', () => {
  const amounts = times(500, (index) => ({ features: { amount: index } }));
  const predictions = [
    ...of(BLUE, amounts),
    ...of(
      GREEN,
      times(500, () => ({})),
    ),
  ];
  const state = addToDrift(undefined, PAIR, predictions, { task: CLASSES, features: ['amount'] });
  expect(size(state, 'input.amount').DriftPSI).toBeGreaterThan(1);
});

test('another pair of versions begins anew', () => {
  const later = { before: BLUE, after: { environment: 'green', version: '1.4' } } as const;
  const first = addToDrift(undefined, PAIR, [...of(BLUE, scores(500)), ...of(GREEN, scores(500))], { task: BINARY });
  const state = addToDrift(first, later, of(BLUE, scores(500)), { task: BINARY });
  expect(state).toEqual({ pair: later, series: {} });
});

test('a prediction of another version is left out, and one that names none is its environment’s', () => {
  const stale = of({ environment: 'green', version: '1.1' }, scores(500, 0.4));
  const nameless = of({ environment: 'green' }, scores(500));
  const state = addToDrift(undefined, PAIR, [...of(BLUE, scores(500)), ...stale, ...nameless], { task: BINARY });
  expect(size(state).DriftPSI).toBeLessThan(0.01);
});

test('fails to count a window in which one version predicts alone: other times have other requests', () => {
  const both = addToDrift(undefined, PAIR, [...of(BLUE, scores(500)), ...of(GREEN, scores(500))], { task: BINARY });
  const state = addToDrift(both, PAIR, of(BLUE, scores(500, 0.4)), { task: BINARY });
  expect(state).toEqual(both);
});

test('fails to grow while one version has next to no traffic', () => {
  let state: DriftState | undefined;
  for (let window = 0; window < 50; window++) {
    const predictions = [...of(BLUE, scores(1)), ...of(GREEN, [...scores(500), {}])];
    state = addToDrift(state, PAIR, predictions, { task: BINARY, features: ['amount'] });
  }
  expect(JSON.stringify(state).length).toBeLessThan(3_000);
});
