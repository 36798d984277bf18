import { Entry, isMembers, isText, Members, pick } from '../entry';
import { Malformed } from '../malformed';
import { jsonRequest } from '../requests';
import { ItemParts, label, Shape } from '../shape';

const DATA_TYPES = /^(BOOL|U?INT(8|16|32|64)|FP(16|32|64)|BF16|BYTES)$/;

/**
 * Requests of the Open Inference Protocol, version 2 (KServe, Triton): `inputs` with name, shape, datatype and data. Binary data, which
 * stands beside the JSON, is none of a text file.
 */
export const OPEN_INFERENCE: Shape = {
  name: 'open-inference',
  matches: ({ value }) =>
    Array.isArray(value.inputs) &&
    value.inputs.some((input) => isMembers(input) && Object.hasOwn(input, 'datatype') && Object.hasOwn(input, 'shape')),
  read({ value, kept }: Entry): ItemParts {
    for (const tensor of value.inputs as readonly unknown[]) checkTensor(tensor);
    return {
      ...(isText(value.id) ? { id: value.id } : {}),
      request: jsonRequest(pick(kept, ['id', 'parameters', 'inputs', 'outputs'])),
    };
  },
};

function checkTensor(tensor: unknown): void {
  const { name, shape, datatype, data } = isMembers(tensor) ? tensor : ({} as Members);
  if (!isText(name) || !isText(datatype) || !DATA_TYPES.test(datatype)) {
    throw new Malformed('each of inputs must have a name and a datatype such as FP32, INT64 or BYTES; add them');
  }
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && Number(size) >= 0)) {
    throw new Malformed(
      `the shape of input ${JSON.stringify(name)} must be a list of integers of 0 or more; write [rows, columns]`,
    );
  }
  const wanted = shape.reduce((product: number, size) => product * Number(size), 1);
  const got = Array.isArray(data) ? data.flat(Infinity).length : undefined;
  if (got !== wanted) {
    throw new Malformed(
      `data of input ${JSON.stringify(name)} must have as many values as its shape says, ${wanted}, got ${got ?? 'none'}; correct shape or data`,
    );
  }
}

/** Requests of Hugging Face's servers, DJL and TGI: a text or texts as `inputs`, and `parameters`. */
export const HUGGING_FACE: Shape = {
  name: 'hugging-face',
  matches: ({ value }) =>
    Object.hasOwn(value, 'inputs') &&
    (isText(value.inputs) ||
      Object.hasOwn(value, 'parameters') ||
      (Array.isArray(value.inputs) && value.inputs.length > 0 && value.inputs.every(isText))),
  read({ value, kept }) {
    if (value.inputs === null) throw new Malformed('inputs must have a value, got null; write what is asked');
    return { request: jsonRequest(pick(kept, ['inputs', 'parameters', 'options', 'stream'])) };
  },
};

/**
 * Requests of TensorFlow Serving and KServe's version 1, rows (`instances`) or columns (`inputs`), which MLflow's servers take too.
 * `predictions` or `outputs` beside them, as the server would answer, are what is right.
 */
export const TF_SERVING: Shape = {
  name: 'tf-serving',
  matches: ({ value }) => Object.hasOwn(value, 'instances') || Object.hasOwn(value, 'inputs'),
  read({ value, kept }) {
    const { instances, inputs, predictions, outputs } = value;
    if (instances !== undefined && (!Array.isArray(instances) || instances.length === 0)) {
      throw new Malformed('instances must be a list with a row at least; write [[…]] for a single row');
    }
    if (instances === undefined && (typeof inputs !== 'object' || inputs === null)) {
      throw new Malformed('inputs must be an object of columns, or a list; write {"name": […]}');
    }
    const right = predictions ?? outputs;
    return {
      request: jsonRequest(pick(kept, ['signature_name', 'instances', 'inputs'])),
      ...(right === undefined ? {} : { expected: label(right) }),
    };
  },
};
