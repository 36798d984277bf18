/** A class that was predicted, and the one that came true. */
export interface ClassPair {
  readonly predicted: string;
  readonly actual: string;
}

/** How well classes were told; what has no value for these pairs is missing. */
export interface ClassScores {
  readonly wrong: number;
  readonly accuracy?: number;
  readonly precision?: number;
  readonly recall?: number;
  readonly f1?: number;
}

/** Two classes: precision, recall and F1 are those of the positive one. Precision is missing when nothing was called positive. */
export function binaryScores(pairs: readonly ClassPair[], positive: string): ClassScores {
  const { truePositives, predicted, actual } = countsOf(pairs, positive);
  return {
    ...rightOrWrong(pairs),
    ...ratio('precision', truePositives, predicted),
    ...ratio('recall', truePositives, actual),
    ...ratio('f1', 2 * truePositives, predicted + actual),
  };
}

/** Several classes: means over the classes that came true, weighted by how often they did; a class that nobody predicted counts 0. */
export function multiclassScores(pairs: readonly ClassPair[]): ClassScores {
  const scores = rightOrWrong(pairs);
  if (pairs.length === 0) return scores;
  let [precision, recall, f1] = [0, 0, 0];
  for (const label of new Set(pairs.map(({ actual }) => actual))) {
    const { truePositives, predicted, actual } = countsOf(pairs, label);
    const weight = actual / pairs.length;
    precision += predicted === 0 ? 0 : (weight * truePositives) / predicted;
    recall += (weight * truePositives) / actual;
    f1 += (weight * 2 * truePositives) / (predicted + actual);
  }
  return { ...scores, precision, recall, f1 };
}

function rightOrWrong(pairs: readonly ClassPair[]): Pick<ClassScores, 'wrong' | 'accuracy'> {
  const wrong = pairs.filter(({ predicted, actual }) => predicted !== actual).length;
  return { wrong, ...ratio('accuracy', pairs.length - wrong, pairs.length) };
}

function countsOf(pairs: readonly ClassPair[], label: string) {
  let [truePositives, predicted, actual] = [0, 0, 0];
  for (const pair of pairs) {
    if (pair.predicted === label) predicted += 1;
    if (pair.actual !== label) continue;
    actual += 1;
    if (pair.predicted === label) truePositives += 1;
  }
  return { truePositives, predicted, actual };
}

function ratio<Name extends string>(name: Name, part: number, whole: number): { readonly [K in Name]?: number } {
  return whole === 0 ? {} : ({ [name]: part / whole } as { readonly [K in Name]: number });
}
