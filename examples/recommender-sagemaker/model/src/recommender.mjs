// Evaluates an artefact of training: a title's vectors against those of all others. Whole numbers, so every machine ranks alike.

/**
 * The recommender of an artefact: `row(id)` is the title's row, or undefined; `recommend(rows, k)` the `k` titles that are most
 * similar to those of `rows` on average, the best first, without these themselves.
 */
export function recommenderOf({ ids, scale, factors, words }) {
  const rowOf = new Map(ids.map((id, row) => [id, row]));
  const addFactors = factorScores(factors, ids.length);
  const addWords = words === undefined ? () => {} : wordScores(words);
  const scores = new Float64Array(ids.length); // one request at a time: evaluation never waits, so one buffer is enough

  return {
    titles: ids.length,
    row: (id) => rowOf.get(id),
    recommend(rows, k) {
      addFactors(scores, rows);
      addWords(scores, rows);
      for (const row of rows) scores[row] = -Infinity;
      const unit = scale * scale * rows.length;
      return best(scores, Math.min(k, ids.length - rows.length)).map((row) => ({
        id: ids[row],
        score: rounded(scores[row] / unit),
      }));
    },
  };
}

/** Sets each title's score to the products of its factors with those of all `rows`. */
function factorScores({ count, int8 }, titles) {
  const table = Float64Array.from(new Int8Array(Buffer.from(int8, 'base64')));
  const wanted = new Float64Array(count);
  return (scores, rows) => {
    wanted.fill(0);
    for (const row of rows) {
      for (let factor = 0; factor < count; factor++) wanted[factor] += table[row * count + factor];
    }
    for (let title = 0, cell = 0; title < titles; title++) {
      let sum = 0;
      for (let factor = 0; factor < count; factor++) sum += wanted[factor] * table[cell++];
      scores[title] = sum;
    }
  };
}

/** Adds the weighted products of the rare words that titles share with `rows`. */
function wordScores({ weight, count, titles }) {
  const titlesWith = Array.from({ length: count }, () => []);
  titles.forEach((pairs, title) => pairs.forEach(([word, value]) => titlesWith[word].push({ title, value })));
  return (scores, rows) => {
    for (const row of rows) {
      for (const [word, wanted] of titles[row]) {
        for (const { title, value } of titlesWith[word]) scores[title] += weight * wanted * value;
      }
    }
  };
}

/** Rows of the `k` highest scores, the best first; of equal ones the first in the catalogue. */
function best(scores, k) {
  const rows = [];
  for (let row = 0; row < scores.length; row++) {
    if (rows.length === k && scores[row] <= scores[rows[k - 1]]) continue;
    let place = rows.length === k ? k - 1 : rows.length;
    for (; place > 0 && scores[rows[place - 1]] < scores[row]; place--) rows[place] = rows[place - 1];
    rows[place] = row;
  }
  return rows;
}

function rounded(score) {
  return Math.round(score * 1e6) / 1e6;
}
