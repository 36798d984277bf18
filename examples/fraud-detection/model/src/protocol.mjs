// The Open Inference Protocol, version 2: what each path answers.
import { InvalidRequest, inputReader } from './inputs.mjs';

const OUTPUTS = [
  { name: 'fraud_probability', datatype: 'FP64', shape: [-1] },
  { name: 'fraud', datatype: 'BOOL', shape: [-1] },
];

/**
 * Routes by path: `{ method, answer(body, draining) }`, where an answer is `{ status?, body }`. `onPrediction` is called once
 * for each prediction.
 */
export function routesOf(artefact, classifier, onPrediction) {
  const { model, version } = artefact;
  const ready = get((_, draining) => ({ status: draining ? 503 : 200, body: { ready: !draining } }));
  const routes = {
    '/v2': get(() => ({ body: { name: 'fraud-detection-server', version: '1', extensions: [] } })),
    '/v2/health/live': get(() => ({ body: { live: true } })),
    '/v2/health/ready': ready,
  };
  const metadata = modelMetadata(artefact);
  const infer = inference(artefact, classifier, onPrediction);
  for (const path of [`/v2/models/${model}`, `/v2/models/${model}/versions/${version}`]) {
    routes[path] = get(() => ({ body: metadata }));
    routes[`${path}/ready`] = ready;
    routes[`${path}/infer`] = { method: 'POST', answer: (body) => ({ body: infer(body) }) };
  }
  return new Map(Object.entries(routes));
}

function get(answer) {
  return { method: 'GET', answer };
}

function modelMetadata({ model, version, inputs }) {
  return {
    name: model,
    versions: [version],
    platform: 'scikit-learn_json',
    inputs: inputs.map(({ name, datatype, categories }) => ({
      name,
      datatype,
      shape: [-1, 1],
      ...(categories === undefined ? {} : { parameters: { categories } }),
    })),
    outputs: OUTPUTS,
  };
}

function inference({ model, version, inputs }, classifier, onPrediction) {
  const read = inputReader(inputs);
  return (text) => {
    const request = parsed(text);
    const { values, count } = read(request.inputs);
    const probabilities = classifier.probabilities(values, count);
    onPrediction();
    const data = {
      fraud_probability: probabilities,
      fraud: probabilities.map((probability) => probability > classifier.threshold),
    };
    return {
      model_name: model,
      model_version: version,
      id: request.id, // absent in the answer when absent in the request
      outputs: OUTPUTS.map(({ name, datatype }) => ({ name, datatype, shape: [count], data: data[name] })),
    };
  };
}

function parsed(text) {
  let request;
  try {
    request = JSON.parse(text);
  } catch (error) {
    throw new InvalidRequest(`the body must be JSON: ${error.message}`);
  }
  if (request === null || typeof request !== 'object') throw new InvalidRequest('the body must be a JSON object');
  if (request.id !== undefined && typeof request.id !== 'string') throw new InvalidRequest('id must be text');
  return request;
}
