// Which topic a question is about: the one whose known questions share most n-grams with it.
import { featuresOf } from './words.mjs';

/** `{ topic, confidence }` of a text; the topic is `unknown` below the artefact's least confidence. */
export function retrievalOf({ retrieval: { features, weights, questions, leastConfidence } }) {
  const known = questions.map(({ topic, text }) => ({ topic, vector: vectorOf(featuresOf(text, features), weights) }));
  return (text) => {
    const vector = vectorOf(featuresOf(text, features), weights);
    let best = { topic: 'unknown', confidence: 0 };
    for (const { topic, vector: other } of known) {
      const confidence = similarity(vector, other);
      if (confidence > best.confidence) best = { topic, confidence };
    }
    return best.confidence < leastConfidence ? { topic: 'unknown', confidence: best.confidence } : best;
  };
}

/** Weight by feature, of length 1. What training never saw counts as the rarest that it saw: it speaks against every topic. */
function vectorOf(features, weights) {
  const rarest = weights === undefined ? 1 : Math.max(...Object.values(weights));
  const vector = new Map();
  for (const feature of features) {
    vector.set(feature, (vector.get(feature) ?? 0) + (weights === undefined ? 1 : (weights[feature] ?? rarest)));
  }
  const length = Math.sqrt([...vector.values()].reduce((sum, weight) => sum + weight * weight, 0));
  for (const [feature, weight] of vector) vector.set(feature, weight / length);
  return vector;
}

function similarity(one, other) {
  let sum = 0;
  for (const [feature, weight] of one) sum += weight * (other.get(feature) ?? 0);
  return sum;
}
