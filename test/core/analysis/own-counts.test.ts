import { ownCounts } from '../../../lib/core/analysis/own-counts';

const values = (all: Record<number, number>) =>
  new Map(Object.entries(all).map(([minute, value]) => [Number(minute), value]));

test('a minute counts when both metrics have a value', () => {
  const { counts, halves } = ownCounts({ events: values({ 0: 3, 60: 0 }), total: values({ 0: 60, 60: 50 }) });
  expect([...counts]).toEqual([
    [0, { events: 3, total: 60 }],
    [60, { events: 0, total: 50 }],
  ]);
  expect(halves).toEqual([]);
});

test('requests without a value of their events are told, and so are events without a total', () => {
  const { counts, halves } = ownCounts({ events: values({ 0: 1, 120: 2 }), total: values({ 0: 60, 60: 50 }) });
  expect([...counts.keys()]).toEqual([0]);
  expect(halves).toEqual([
    { minute: 60, missing: 'events' },
    { minute: 120, missing: 'total' },
  ]);
});

test('a zero has nothing to be set against', () => {
  const { counts, halves } = ownCounts({ events: values({ 60: 0 }), total: values({ 0: 0 }) });
  expect(counts.size).toBe(0);
  expect(halves).toEqual([]);
});

test('differences of metrics that are a little below 0 are 0', () => {
  expect(ownCounts({ events: values({ 0: -0.5 }), total: values({ 0: 60 }) }).counts.get(0)?.events).toBe(0);
});
