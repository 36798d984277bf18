import { isRecord, JsonRecord } from '../records';

/** How a family of Bedrock's models is asked for embeddings (Bedrock user guide, "Inference request parameters", of each). */
export interface EmbeddingModel {
  /** Bodies of the requests that texts need. */
  readonly requests: (texts: readonly string[]) => readonly JsonRecord[];
  /** The embeddings in the answer to one request; undefined when it has none. */
  readonly embeddings: (answer: unknown) => readonly (readonly number[])[] | undefined;
}

/** Titan takes one text a request. */
const TITAN: EmbeddingModel = {
  requests: (texts) => texts.map((inputText) => ({ inputText })),
  embeddings: (answer) => {
    const embedding = isRecord(answer) ? answer.embedding : undefined;
    return isVector(embedding) ? [embedding] : undefined;
  },
};

/** Cohere takes 96 texts a request, of 2,048 characters each with version 3. */
const COHERE: EmbeddingModel = {
  requests: (texts) =>
    Array.from({ length: Math.ceil(texts.length / 96) }, (_, batch) => ({
      texts: texts.slice(96 * batch, 96 * (batch + 1)),
      // Answers and what is expected of them are the same kind of text.
      input_type: 'clustering',
    })),
  embeddings: (answer) => {
    const given = isRecord(answer) ? answer.embeddings : undefined;
    // A list with one type of numbers; by type with several, and with version 4 (from memory).
    const vectors: unknown = isRecord(given) ? given.float : given;
    return Array.isArray(vectors) && vectors.every(isVector) ? vectors : undefined;
  },
};

/** The family of a model's id, cross-region prefix or not; undefined for one whose requests are not known here. */
export function embeddingModel(modelId: string): EmbeddingModel | undefined {
  const id = modelId.replace(/^(?:us|eu|apac|us-gov|global)\./, '');
  if (id.startsWith('amazon.titan-embed-text-')) return TITAN;
  return id.startsWith('cohere.embed-') ? COHERE : undefined;
}

function isVector(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each === 'number');
}
