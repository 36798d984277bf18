import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { bleu } from '../../../lib/core/prompts/scores/bleu';
import { editDistance } from '../../../lib/core/prompts/scores/edit-distance';
import { gleu } from '../../../lib/core/prompts/scores/gleu';
import { rougeRecall } from '../../../lib/core/prompts/scores/rouge';

interface Scored {
  readonly text: string;
  readonly references: readonly string[];
  readonly bleu: number;
  readonly gleu: number;
  readonly rouge: readonly number[];
  readonly levenshtein: number;
}

/** By nltk, rouge-score and rapidfuzz: `generate-scores.py`. */
const SCORED = JSON.parse(readFileSync(join(__dirname, 'scores.json'), 'utf8')) as readonly Scored[];

describe.each(SCORED)('$text beside $references', ({ text, references, ...expected }) => {
  test('scores as in the reference implementations', () => {
    expect(bleu(text, references)).toBeCloseTo(expected.bleu, 12);
    expect(gleu(text, references)).toBeCloseTo(expected.gleu, 12);
    expected.rouge.forEach((recall, index) =>
      expect(rougeRecall(text, references[0], index + 1)).toBeCloseTo(recall, 12),
    );
    expect(editDistance(text, references[0])).toBe(expected.levenshtein);
  });
});

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'dd', 'e.'), { minLength: 1, maxLength: 12 });
const sentence = words.map((each) => each.join(' '));
const short = fc.string({ unit: fc.constantFrom('a', 'b', '👍', 'é'), maxLength: 12 });

describe('scores', () => {
  test('of a text beside itself are perfect', () => {
    fc.assert(
      fc.property(sentence, (text) => {
        expect(bleu(text, [text])).toBeCloseTo(1, 12);
        expect(gleu(text, [text])).toBe(1);
        expect(rougeRecall(text, text)).toBe(1);
        expect(editDistance(text, text)).toBe(0);
      }),
    );
  });

  test('stay between 0 and 1', () => {
    fc.assert(
      fc.property(sentence, fc.array(sentence, { minLength: 1, maxLength: 3 }), (text, references) => {
        for (const score of [bleu(text, references), gleu(text, references), rougeRecall(text, references[0], 2)]) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1 + 1e-12);
        }
      }),
    );
  });

  test('are 0 where there is nothing to compare', () => {
    expect([bleu('', ['a']), bleu('a', [' ']), gleu('...', ['a']), gleu('a', ['.']), rougeRecall('a', '!')]).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });
});

describe('the edit distance', () => {
  test('with a limit is the distance, or one more than the limit', () => {
    fc.assert(
      fc.property(short, short, fc.integer({ min: 0, max: 14 }), (one, two, limit) => {
        expect(editDistance(one, two, limit)).toBe(Math.min(editDistance(one, two), limit + 1));
      }),
    );
  });

  test('is symmetric and keeps the triangle inequality', () => {
    fc.assert(
      fc.property(short, short, short, (one, two, three) => {
        expect(editDistance(one, two)).toBe(editDistance(two, one));
        expect(editDistance(one, three)).toBeLessThanOrEqual(editDistance(one, two) + editDistance(two, three));
      }),
    );
  });

  test('of long texts that differ much ends early', () => {
    const started = process.cpuUsage();
    expect(editDistance('ab'.repeat(15_000), 'ba'.repeat(14_999), 5)).toBeLessThanOrEqual(6);
    expect(editDistance('a'.repeat(30_000), 'b'.repeat(30_000), 5)).toBe(6);
    expect(process.cpuUsage(started).user).toBeLessThan(5_000_000);
  });
});
