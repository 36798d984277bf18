// Reads the tensors of a request: one named tensor per feature, of shape [n] or [n,1].

/** A request that the client must correct. */
export class InvalidRequest extends Error {}

/** Reader of one request body: the number of rows, and per input (in the artefact's order) numbers or category indexes. */
export function inputReader(inputs) {
  const readers = new Map(inputs.map((input, index) => [input.name, { index, read: tensorReader(input) }]));
  const names = inputs.map(({ name }) => name);

  return (tensors) => {
    if (!Array.isArray(tensors)) throw new InvalidRequest('inputs must be a list of tensors');
    const values = new Array(names.length);
    let count;
    for (const tensor of tensors) {
      const reader = readers.get(tensor?.name);
      if (reader === undefined) throw new InvalidRequest(`the model has no input ${JSON.stringify(tensor?.name)}`);
      if (values[reader.index] !== undefined) throw new InvalidRequest(`input ${tensor.name} is given twice`);
      const rows = rowsOf(tensor);
      if (rows !== (count ??= rows)) {
        throw new InvalidRequest(`inputs must have the same number of rows, got ${count} and ${rows} (${tensor.name})`);
      }
      values[reader.index] = reader.read(tensor, rows);
    }
    const missing = names.filter((_, index) => values[index] === undefined);
    if (missing.length > 0) throw new InvalidRequest(`missing inputs: ${missing.join(', ')}`);
    return { values, count };
  };
}

function rowsOf({ name, shape }) {
  const fits = Array.isArray(shape) && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
  if (!fits || !Number.isInteger(shape[0]) || shape[0] < 1) {
    throw new InvalidRequest(`shape of ${name} must be [n,1] or [n] with n at least 1, got ${JSON.stringify(shape)}`);
  }
  return shape[0];
}

function tensorReader({ name, datatype, categories }) {
  const read = categories === undefined ? numberReader(name) : categoryReader(name, categories);
  return (tensor, rows) => {
    if (tensor.datatype !== datatype) {
      throw new InvalidRequest(`datatype of ${name} must be ${datatype}, got ${JSON.stringify(tensor.datatype)}`);
    }
    const data = flat(tensor.data);
    if (data.length !== rows) {
      throw new InvalidRequest(`data of ${name} must have ${rows} elements as its shape says, got ${data.length}`);
    }
    return data.map(read);
  };
}

/** The protocol allows nested data: [[1],[2]] means the same as [1,2]. */
function flat(data) {
  if (!Array.isArray(data)) return [];
  return Array.isArray(data[0]) ? data.flat() : data;
}

function numberReader(name) {
  return (value) => {
    if (!Number.isFinite(value)) throw new InvalidRequest(`${name} must be a number, got ${JSON.stringify(value)}`);
    return value;
  };
}

function categoryReader(name, categories) {
  const indexes = new Map(categories.map((category, index) => [category, index]));
  return (value) => {
    const index = indexes.get(value);
    if (index === undefined) {
      throw new InvalidRequest(`${name} must be one of ${JSON.stringify(categories)}, got ${JSON.stringify(value)}`);
    }
    return index;
  };
}
