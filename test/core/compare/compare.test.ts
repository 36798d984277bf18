import fc from 'fast-check';
import { ComparedValue } from '../../../lib/contract';
import { ComparedAnswer, comparing } from '../../../lib/core/compare/compare';
import { isEqual } from '../../../lib/core/compare/equal';
import { similarity } from '../../../lib/core/compare/similar-text';

const answer = (value: unknown, status = 200): ComparedAnswer => ({ status, body: JSON.stringify(value) });

function compared(rule: ComparedValue, live: unknown, other: unknown): string {
  return comparing([rule])(answer(live), answer(other));
}

describe('equal', () => {
  const rule = (tolerance: object = {}): ComparedValue => ({ kind: 'equal', path: 'p', ...tolerance });

  test.each<[unknown, unknown, object, string]>([
    ['fraud', 'fraud', {}, 'agree'],
    ['fraud', 'ok', {}, 'disagree'],
    ['fraud', 'ok', { absolute: 1 }, 'disagree'],
    [0.7, 0.7, {}, 'agree'],
    [0.7, 0.70001, {}, 'disagree'],
    [0.7, 0.75, { absolute: 0.06 }, 'agree'],
    [0.7, 0.77, { absolute: 0.06 }, 'disagree'],
    [200, 210, { relative: 0.05 }, 'agree'],
    [200, 211, { relative: 0.05 }, 'disagree'],
    [-200, -210, { relative: 0.05 }, 'agree'],
    [0, 0.01, { relative: 0.05, absolute: 0.02 }, 'agree'],
    [1, '1', {}, 'disagree'],
    [true, false, {}, 'disagree'],
    [[0.1, 0.9], [0.12, 0.88], { absolute: 0.05 }, 'agree'],
    [[0.1, 0.9], [0.12], { absolute: 0.05 }, 'disagree'],
    [{ a: 1, b: [1] }, { b: [1], a: 1 }, {}, 'agree'],
    [{ a: 1 }, { b: 1 }, {}, 'disagree'],
    [{ a: 1 }, { a: 1, b: 1 }, {}, 'disagree'],
    [[1], { 0: 1 }, {}, 'disagree'],
    ['x', null, {}, 'disagree'],
  ])('%j and %j with %j: %s', (live, other, tolerance, expected) => {
    expect(compared(rule(tolerance), { p: live }, { p: other })).toBe(expected);
  });

  test('fails to agree with a number beyond all numbers, whatever the tolerance: 1e999 is valid JSON', () => {
    const live = { status: 200, body: '{"p":1e999}' };
    const compare = comparing([rule({ relative: 0.1 })]);
    expect(compare(live, answer({ p: 5 }))).toBe('disagree');
    expect(compare(answer({ p: 5 }), live)).toBe('disagree');
    expect(compare(live, { status: 200, body: '{"p":-1e999}' })).toBe('disagree');
    expect(compare(live, live)).toBe('agree');
  });

  test('everything is equal to itself, and with a tolerance never less equal than without', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, two) => {
        expect(isEqual(one, one)).toBe(true);
        expect(isEqual(one, two)).toBe(isEqual(two, one));
        if (isEqual(one, two)) expect(isEqual(one, two, { absolute: 1, relative: 0.1 })).toBe(true);
      }),
    );
  });
});

describe('top-k', () => {
  const items: ComparedValue = { kind: 'top-k', path: 'p', k: 3, scores: false, atLeastPercent: 66 };
  const scores: ComparedValue = { ...items, scores: true, k: 1, atLeastPercent: 100 };

  test.each<[string, ComparedValue, unknown, unknown, string]>([
    ['the same three in another order', items, [1, 2, 3, 4], [3, 1, 2, 9], 'agree'],
    ['two of three', items, ['a', 'b', 'c'], ['c', 'x', 'a'], 'agree'],
    ['one of three', items, ['a', 'b', 'c'], ['x', 'y', 'a', 'b'], 'disagree'],
    ['a shorter live list', items, ['a'], ['b', 'a'], 'agree'],
    ['an item that is told again and again', items, ['a', 'b', 'c'], ['a', 'a', 'a'], 'disagree'],
    ['items that are objects', items, [{ id: 1 }], [{ id: 1 }], 'agree'],
    ['numbers and their text', items, [1, 2], ['1', '2'], 'disagree'],
    ['the best score at the same place', scores, [0.1, 0.6, 0.3], [0.2, 0.41, 0.39], 'agree'],
    ['the best score elsewhere', scores, [0.1, 0.6, 0.3], [0.5, 0.4, 0.1], 'disagree'],
    [
      'rows of scores',
      scores,
      [
        [0.1, 0.9],
        [0.8, 0.2],
      ],
      [
        [0.3, 0.7],
        [0.6, 0.4],
      ],
      'agree',
    ],
    [
      'a row that differs',
      scores,
      [
        [0.1, 0.9],
        [0.8, 0.2],
      ],
      [
        [0.3, 0.7],
        [0.4, 0.6],
      ],
      'disagree',
    ],
    [
      'a row too few',
      scores,
      [
        [0.1, 0.9],
        [0.8, 0.2],
      ],
      [[0.3, 0.7]],
      'disagree',
    ],
    ['no list', items, 'a', 'a', 'agree'],
    ['a list and none', items, ['a'], 'a', 'disagree'],
  ])('%s', (_what, rule, live, other, expected) => {
    expect(compared(rule, { p: live }, { p: other })).toBe(expected);
  });
});

describe('text', () => {
  const rule: ComparedValue = { kind: 'text', path: 'p', atLeastPercent: 60 };

  test.each<[unknown, unknown, string]>([
    ['The payment is fine.', 'the payment is FINE', 'agree'],
    ['the payment is fine', 'that payment looks fine', 'disagree'],
    ['the payment is fine', 'the payment looks fine', 'agree'],
    ['a a a b', 'a b b b', 'disagree'],
    ['', '', 'agree'],
    ['!', '?', 'disagree'],
    ['Größe', 'größe', 'agree'],
    [['yes', 'no'], ['yes', 'no'], 'agree'],
    [['yes', 'no'], ['yes'], 'disagree'],
    [1, 1, 'agree'],
    ['1', 1, 'disagree'],
  ])('%j and %j: %s', (live, other, expected) => {
    expect(compared(rule, { p: live }, { p: other })).toBe(expected);
  });

  test('similarity is between 0 and 1, the same both ways, and 1 with itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        expect(similarity(one, one)).toBe(1);
        expect(similarity(one, two)).toBe(similarity(two, one));
        expect(similarity(one, two)).toBeGreaterThanOrEqual(0);
        expect(similarity(one, two)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('long texts take no time worth telling: 64 KiB of one-letter words', () => {
    const text = 'a b '.repeat(16_384);
    const started = performance.now();
    expect(similarity(text, text)).toBe(1);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('a pair of answers', () => {
  const compare = comparing([
    { kind: 'equal', path: 'label' },
    { kind: 'equal', path: 'scores[*].value', absolute: 0.1 },
  ]);
  const good = { label: 'ok', scores: [{ value: 0.5 }] };

  test.each<[string, ComparedAnswer, ComparedAnswer | undefined, string]>([
    ['all values agree', answer(good), answer({ ...good, id: 7 }), 'agree'],
    ['one value differs', answer(good), answer({ ...good, label: 'fraud' }), 'disagree'],
    ['a value is missing', answer(good), answer({ label: 'ok' }), 'disagree'],
    ['the other is no JSON', answer(good), { status: 200, body: 'ok' }, 'disagree'],
    ['the other is empty', answer(good), { status: 200, body: '' }, 'disagree'],
    ['the status differs', answer(good), answer(good, 201), 'disagree'],
    ['only the other refuses', answer(good), answer({}, 400), 'disagree'],
    ['only the other takes it', answer({}, 400), answer(good), 'disagree'],
    ['the other fails', answer(good), answer({}, 500), 'error'],
    ['the other fails what the live one refuses', answer({}, 400), answer({}, 503), 'error'],
    ['the other does not answer', answer(good), undefined, 'error'],
    ['the live one failed', answer(good, 500), answer(good), 'not-comparable'],
    ['both failed', answer(good, 500), undefined, 'not-comparable'],
    ['both refuse', answer({}, 422), answer({}, 422), 'not-comparable'],
    ['the live one is no JSON', { status: 200, body: 'ok' }, answer(good), 'not-comparable'],
    ['the live one has no such value', answer({ label: 'ok' }), answer(good), 'not-comparable'],
    ['a list is empty, as with a misspelt path', answer({ ...good, scores: [] }), answer(good), 'not-comparable'],
    ['the live body was not kept', { status: 200, body: undefined }, answer(good), 'not-comparable'],
    ['the other body was too long to be kept, or a stream', answer(good), { status: 200, body: undefined }, 'disagree'],
    [
      'there was no room for the other body',
      answer(good),
      { status: 200, body: undefined, lost: true },
      'not-comparable',
    ],
    ['the live one has no value, the other no body', answer({}), { status: 200, body: undefined }, 'not-comparable'],
  ])('%s', (_what, live, other, expected) => {
    expect(compare(live, other)).toBe(expected);
  });

  test('an answer agrees with itself, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (body) => {
        const same = { status: 200, body };
        expect(comparing([{ kind: 'equal', path: '@' }])(same, same)).toMatch(/^(agree|not-comparable)$/);
      }),
    );
  });

  test('fails for a path that is none, before anything is compared', () => {
    expect(() => comparing([{ kind: 'equal', path: 'length(a)' }])).toThrow('a path must be names');
  });
});
