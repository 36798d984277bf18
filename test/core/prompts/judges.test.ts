import fc from 'fast-check';
import { Ballot, judgementOf } from '../../../lib/core/prompts/judges/judgement';
import { judgeRequests } from '../../../lib/core/prompts/judges/judge-request';
import { similarityVote } from '../../../lib/core/prompts/judges/similarity';
import { readVote, readVoteText, Vote } from '../../../lib/core/prompts/judges/vote';
import { readSuite } from '../../../lib/core/prompts/read/suite';

const RUBRIC = { type: 'llm-rubric' };

describe('a judge is asked', () => {
  test('about what is not judged here, with what promptfoo gives its own', () => {
    const content = {
      prompts: ['{{q}}'],
      tests: [
        {
          vars: { q: 'Why?' },
          metadata: { topic: 'cats' },
          assert: [
            'contains:a',
            {
              type: 'not-llm-rubric',
              value: 'is about {{q}}',
              threshold: 0.6,
              rubricPrompt: '{{output}}',
              provider: 'x',
            },
            { type: 'assert-set', assert: [{ type: 'python', value: 'f', config: { k: 1 } }] },
          ],
        },
      ],
    };
    const [test] = readSuite(content, { file: 'f' }).tests;
    const requests = judgeRequests(test, { text: 'Because', toolCalls: [] });
    expect(requests.map(({ index, by }) => [index, by])).toEqual([
      ['1', 'model'],
      ['2.0', 'user'],
    ]);
    expect(requests[0].question).toEqual({
      output: 'Because',
      context: {
        prompt: 'Why?',
        vars: { q: 'Why?' },
        test: {
          id: '1',
          vars: { q: 'Why?' },
          metadata: { topic: 'cats' },
          assert: [
            { type: 'contains', value: 'a' },
            { type: 'not-llm-rubric', value: 'is about Why?' },
            { type: 'python', value: 'f' },
          ],
        },
        config: {},
        metadata: { topic: 'cats' },
      },
      assertion: {
        type: 'llm-rubric',
        value: 'is about Why?',
        threshold: 0.6,
        rubricPrompt: '{{output}}',
        provider: 'x',
      },
    });
    expect(requests[1].question.context.config).toEqual({ k: 1 });
  });
});

describe('a vote', () => {
  test.each<[unknown, object, Partial<Vote>]>([
    [true, {}, { pass: true, score: 1 }],
    [false, {}, { pass: false, score: 0 }],
    [0.4, {}, { pass: true, score: 0.4 }],
    [0, {}, { pass: false, score: 0 }],
    [0.4, { threshold: 0.5 }, { pass: false, score: 0.4 }],
    [0.7, { type: 'similar', threshold: 0.75 }, { pass: false }],
    [0.6, { type: 'g-eval' }, { pass: false }],
    [{ pass: true, reason: 'good' }, {}, { pass: true, score: 1, reason: 'good' }],
    [{ pass: true, score: 0.4 }, { threshold: 0.5 }, { pass: false, score: 0.4 }],
    [{ pass: false, score: 0.9 }, { threshold: 0.5 }, { pass: false }],
    [{ score: 0.9 }, { threshold: 0.5 }, { pass: true }],
  ])('%j is one', (answer, given, vote) => {
    expect(readVote(answer, { ...RUBRIC, ...given })).toMatchObject({ kind: 'vote', ...vote });
  });

  test.each([
    [undefined, /no boolean, number or object/],
    ['true', /no boolean, number or object/],
    [Number.NaN, /not 0 to 1/],
    [80, /not 0 to 1/],
    [{ pass: 'true' }, /pass is no boolean/],
    [{ pass: true, score: 5 }, /not 0 to 1/],
    [{ reason: 'hm' }, /missing/],
  ])('fails to be %j', (answer, reason) => {
    expect(readVote(answer, RUBRIC)).toEqual({ kind: 'none', reason: expect.stringMatching(reason) as string });
  });

  test.each<[string, Partial<Vote>]>([
    ['{"pass": true, "score": 1, "reason": "ok"}', { kind: 'vote', pass: true }],
    ['Let me think.\n```json\n{"pass": false, "score": 0}\n```', { kind: 'vote', pass: false }],
    ['true', { kind: 'vote', pass: true }],
    ['It quoted {"pass": true}. My verdict: {"pass": false}', { kind: 'none' }],
    ['{"pass": true} and again {"pass": true}', { kind: 'vote', pass: true }],
    ['It is fine.', { kind: 'none' }],
  ])('is read from %j', (text, vote) => {
    expect(readVoteText(text, RUBRIC)).toMatchObject(vote);
  });
});

describe('votes', () => {
  const votes = (text: string): readonly Vote[] =>
    [...text].map((sign) =>
      sign === '?'
        ? { kind: 'none', reason: 'no JSON' }
        : { kind: 'vote', pass: sign === '+', score: sign === '+' ? 1 : 0 },
    );

  test.each<[string, Ballot, boolean | undefined]>([
    ['+', { votes: 1 }, true],
    ['++-', { votes: 3 }, true],
    ['+--', { votes: 3 }, false],
    ['+-', { votes: 2 }, false],
    ['+-?', { votes: 3 }, undefined],
    ['--?', { votes: 3 }, false],
    ['++?', { votes: 3 }, true],
    ['+', { votes: 3, needed: 1 }, true],
    ['++-', { votes: 3, needed: 3 }, false],
    ['', { votes: 1 }, undefined],
  ])('%s of %j come to %s', (text, ballot, pass) => {
    const judgement = judgementOf(votes(text), ballot);
    expect(judgement.kind === 'judged' ? judgement.pass : undefined).toBe(pass);
  });

  test('come to the same in any order, and more of them for it never hurt', () => {
    const some = fc.array(fc.constantFrom('+', '-', '?'), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(some, (signs) => {
        const ballot = { votes: signs.length };
        const found = judgementOf(votes(signs.join('')), ballot);
        expect(judgementOf(votes([...signs].reverse().join('')), ballot).kind).toBe(found.kind);
        const better = judgementOf(votes(signs.map((sign) => (sign === '?' ? '+' : sign)).join('')), ballot);
        if (found.kind === 'judged' && found.pass) expect(better).toMatchObject({ kind: 'judged', pass: true });
      }),
    );
  });

  test('fail for a ballot that nobody can pass', () => {
    expect(() => judgementOf([], { votes: 3, needed: 4 })).toThrow(/needed votes must be 1 to 3, got 4/);
  });
});

describe('similarity', () => {
  test.each<[string, number | undefined, number[], number[][], boolean]>([
    ['similar', undefined, [1, 0], [[2, 0]], true],
    ['similar:cosine', 0.8, [1, 0], [[1, 1]], false],
    [
      'similar',
      0.7,
      [1, 0],
      [
        [0, 1],
        [1, 1],
      ],
      true,
    ],
    ['similar:dot', 1, [1, 0], [[1, 5]], true],
    ['similar:euclidean', 1, [0, 0], [[1, 0]], true],
    ['similar:euclidean', 0.9, [0, 0], [[1, 0]], false],
    [
      'similar:euclidean',
      0.9,
      [0, 0],
      [
        [1, 0],
        [0, 0.5],
      ],
      true,
    ],
  ])('%s at %s of %j and %j passes: %s', (type, threshold, answer, expected, pass) => {
    const assertion = threshold === undefined ? { type } : { type, threshold };
    expect(similarityVote(assertion, answer, expected)).toMatchObject({ kind: 'vote', pass });
  });

  test.each([
    ['other lengths', [1], [[1, 2]]],
    ['nothing to compare', [1], []],
    ['no direction', [0, 0], [[1, 0]]],
  ])('fails to be a vote with %s', (_name, answer, expected) => {
    expect(similarityVote({ type: 'similar' }, answer, expected).kind).toBe('none');
  });
});
