// The language model: which word comes next in an answer about a topic, from counts of four words in a row.

/** Share of the counts after three words in a probability; the rest is that of the counts after one. */
const LONG_SHARE = 0.95;
const [BEGIN, END] = ['<s>', '</s>'];

/** Longer than any answer: a chain of words that goes round in a circle ends here. */
const MOST_TOKENS = 256;

/** Counts of what follows each word, and each three words, of some texts. */
export function countsOf(texts) {
  const [short, long] = [{}, {}];
  for (const text of texts) {
    const words = [BEGIN, BEGIN, BEGIN, ...text.split(' '), END];
    for (let at = 3; at < words.length; at++) {
      count(short, words[at - 1], words[at]);
      count(long, words.slice(at - 3, at).join(' '), words[at]);
    }
  }
  return { short, long };
}

/**
 * Tokens of an answer one after the other, each with the logarithm of its probability: words, with the space before them. Temperature 0
 * takes the most probable word, the first in the alphabet of several.
 */
export function* generate({ short, long }, { temperature, random }) {
  let context = [BEGIN, BEGIN, BEGIN];
  for (let token = 0; token < MOST_TOKENS; token++) {
    const choices = probabilities(short[context[2]], long[context.join(' ')]);
    const { word, probability } = temperature === 0 ? likeliest(choices) : sampled(choices, temperature, random());
    if (word === END) return;
    yield { text: token === 0 ? word : ` ${word}`, logprob: Math.log(probability) };
    context = [...context.slice(1), word];
  }
}

/** After three words that no text has in a row, only the last one tells. */
function probabilities(short, long) {
  const [after1, after3] = [shares(short), shares(long ?? short)];
  return Object.keys(after1)
    .sort()
    .map((word) => ({ word, probability: LONG_SHARE * (after3[word] ?? 0) + (1 - LONG_SHARE) * after1[word] }));
}

function shares(counts) {
  const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
  return Object.fromEntries(Object.entries(counts).map(([word, each]) => [word, each / total]));
}

function likeliest(choices) {
  return choices.reduce((best, choice) => (choice.probability > best.probability ? choice : best));
}

/** Temperature 1 takes words as often as they are; less makes the likely ones likelier. */
function sampled(choices, temperature, random) {
  const weights = choices.map(({ probability }) => probability ** (1 / temperature));
  let left = random * weights.reduce((sum, weight) => sum + weight, 0);
  const chosen = weights.findIndex((weight) => (left -= weight) < 0);
  return choices[chosen < 0 ? choices.length - 1 : chosen];
}

function count(counts, context, word) {
  counts[context] ??= {};
  counts[context][word] = (counts[context][word] ?? 0) + 1;
}
