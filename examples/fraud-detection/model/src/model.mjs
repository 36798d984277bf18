// Evaluates an artefact of training: columns are made of the inputs, the classifier makes a probability of the columns.

/**
 * The classifier of an artefact: `probabilities(rows, count)` takes one list per input (numbers, or the index of a category)
 * in the order of the artefact's inputs.
 */
export function classifierOf({ inputs, columns, classifier, threshold }) {
  const cells = columns.map((column) => cellOf(column, inputs));
  const score = scoreOf(classifier);
  const features = new Float64Array(cells.length); // one row at a time: evaluation never waits, so one buffer is enough

  function probability(values, row) {
    for (let i = 0; i < cells.length; i++) {
      const { input, category } = cells[i];
      const value = values[input][row];
      features[i] = category === undefined ? value : Number(value === category);
    }
    return 1 / (1 + Math.exp(-score(features)));
  }

  return {
    threshold,
    probabilities: (values, count) => Array.from({ length: count }, (_, row) => probability(values, row)),
  };
}

/** Where a column reads: the index of its input and, for a column that is 1 for one category, that category's index. */
function cellOf({ input: name, equals }, inputs) {
  const input = inputs.findIndex((candidate) => candidate.name === name);
  return { input, category: equals === undefined ? undefined : inputs[input].categories.indexOf(equals) };
}

/** Log-odds of a row of columns. */
function scoreOf(classifier) {
  switch (classifier.kind) {
    case 'logistic-regression':
      return linearScore(classifier);
    case 'boosted-trees':
      return treesScore(classifier);
    default:
      throw new Error(`a classifier is logistic-regression or boosted-trees, got ${classifier.kind}`);
  }
}

function linearScore({ intercept, coefficients }) {
  return (features) => coefficients.reduce((sum, coefficient, i) => sum + coefficient * features[i], intercept);
}

function treesScore({ prior, learningRate, trees }) {
  const initial = Math.log(prior / (1 - prior));
  return (features) => {
    let score = initial;
    for (const tree of trees) score += learningRate * leafValue(tree, features);
    return score;
  };
}

function leafValue({ column, threshold, left, right, value }, features) {
  let node = 0;
  while (column[node] >= 0) {
    // scikit-learn's trees compare in 32 bits.
    node = Math.fround(features[column[node]]) <= threshold[node] ? left[node] : right[node];
  }
  return value[node];
}
