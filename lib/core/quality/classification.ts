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
  const { truePositives = 0, predicted = 0, actual = 0 } = countsByClass(pairs).get(positive) ?? {};
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
  for (const { truePositives, predicted, actual } of countsByClass(pairs).values()) {
    if (actual === 0) continue;
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

interface Counts {
  truePositives: number;
  predicted: number;
  actual: number;
}

/** In one pass: labels may be free text, of which a window can have as many as it has predictions. */
function countsByClass(pairs: readonly ClassPair[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Counts>();
  const of = (label: string): Counts => {
    const known = counts.get(label) ?? { truePositives: 0, predicted: 0, actual: 0 };
    counts.set(label, known);
    return known;
  };
  for (const { predicted, actual } of pairs) {
    of(predicted).predicted += 1;
    of(actual).actual += 1;
    if (predicted === actual) of(actual).truePositives += 1;
  }
  return counts;
}

function ratio<Name extends string>(name: Name, part: number, whole: number): { readonly [K in Name]?: number } {
  return whole === 0 ? {} : ({ [name]: part / whole } as { readonly [K in Name]: number });
}
