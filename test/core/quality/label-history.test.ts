import fc from 'fast-check';
import { knownAt, LabelHistory, withLabel } from '../../../lib/core/quality/label-history';

const label = fc.record({ label: fc.boolean(), at: fc.integer({ min: 0, max: 1_000 }) });

test('what is known at a time does not depend on the order in which labels come, nor on how often', () => {
  const labels = fc.uniqueArray(label, { selector: ({ at }) => at, maxLength: 20 });
  fc.assert(
    fc.property(labels, fc.integer({ min: 0, max: 1_000 }), (known, at) => {
      const [forth, back] = [known, [...known, ...known].reverse()].map((each) =>
        each.reduce<LabelHistory>(withLabel, []),
      );
      expect(back).toEqual(forth);
      const latest = Math.max(...known.filter((each) => each.at <= at).map((each) => each.at));
      expect(knownAt(forth, at)).toEqual(known.find((each) => each.at === latest));
    }),
  );
});

test('fails to forget what was known in time when it is corrected later', () => {
  const history = withLabel(withLabel([], { label: true, at: 10 }), { label: false, at: 30 });
  expect(knownAt(history, 20)).toEqual({ label: true, at: 10 });
  expect(knownAt(history, 30)).toEqual({ label: false, at: 30 });
  expect(knownAt(history, 9)).toBeUndefined();
});

test('of two labels with the same time the later one counts', () => {
  expect(withLabel([{ label: true, at: 10 }], { label: false, at: 10 })).toEqual([{ label: false, at: 10 }]);
});

test('the oldest of many corrections is forgotten', () => {
  let history: LabelHistory = [];
  for (let at = 0; at < 25; at++) history = withLabel(history, { label: true, at });
  expect(history.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => index + 5));
});
