// SageMaker's contract for containers: GET /ping says that it is well, POST /invocations answers a request.
import { InvalidRequest, requestReader } from './request.mjs';

/** Set to 1 on a copy of a request whose answer nobody sees. */
const MIRROR_HEADER = 'x-model-mirror';

/**
 * Routes by path: `{ method, answer({ body, headers, draining }) }`, where an answer is `{ status?, body }`. `onPrediction` is
 * called once for each prediction, `served.count` for each that somebody sees. No other header is read: SageMaker's custom
 * attributes may be there, and are not sent back.
 */
export function routesOf(version, recommender, served, onPrediction) {
  const read = requestReader(recommender);
  return new Map([
    ['/ping', { method: 'GET', answer: ({ draining }) => ({ status: draining ? 503 : 200, body: {} }) }],
    ['/invocations', { method: 'POST', answer: invocation }],
  ]);

  function invocation({ body, headers }) {
    const { rows, k } = read(parsed(body));
    const recommendations = recommender.recommend(rows, k);
    onPrediction();
    if (headers[MIRROR_HEADER] !== '1') served.count(recommendations);
    return { body: { recommendations, model_version: version } };
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidRequest(`the body must be JSON: ${error.message}`);
  }
}
