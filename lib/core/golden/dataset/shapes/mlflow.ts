import { Entry, isMembers, isText, Members, pick } from '../entry';
import { Malformed } from '../malformed';
import { jsonRequest } from '../requests';
import { ItemParts, label, Shape } from '../shape';

/**
 * Requests to a server of MLflow: `dataframe_split` or `dataframe_records`, `instances` or `inputs` with `params`. Format: "Local
 * inference server" of MLflow's documentation. `predictions` beside them are what is right, one for each row.
 */
export const MLFLOW: Shape = {
  name: 'mlflow',
  matches: ({ value }) =>
    Object.hasOwn(value, 'dataframe_split') ||
    Object.hasOwn(value, 'dataframe_records') ||
    (Object.hasOwn(value, 'params') && (Object.hasOwn(value, 'inputs') || Object.hasOwn(value, 'instances'))),
  read({ value, kept }: Entry): ItemParts {
    checkFrame(value);
    const request = pick(kept, ['dataframe_split', 'dataframe_records', 'instances', 'inputs', 'params']);
    return {
      request: jsonRequest(request),
      ...(value.predictions === undefined ? {} : { expected: label(value.predictions) }),
    };
  },
};

function checkFrame({ dataframe_split: split, dataframe_records: records }: Members): void {
  if (split !== undefined) {
    const { columns, data } = isMembers(split) ? split : {};
    if (!Array.isArray(columns) || !Array.isArray(data)) {
      throw new Malformed('dataframe_split must have columns and data; write df.to_dict(orient="split")');
    }
    const broken = data.findIndex((row) => !Array.isArray(row) || row.length !== columns.length);
    if (broken >= 0) {
      throw new Malformed(
        `each row of dataframe_split.data must have one value for each of the ${columns.length} columns, row ${broken} has not; correct it`,
      );
    }
  }
  if (records !== undefined && (!Array.isArray(records) || !records.every(isMembers))) {
    throw new Malformed('dataframe_records must be a list of objects; write df.to_dict(orient="records")');
  }
}

/**
 * Rows of an evaluation of generative models: `inputs`, `expectations.expected_response`. Format: "Evaluation datasets" of MLflow's
 * documentation. `outputs` is what a function returned, not an answer as an endpoint gives it, so that it is not compared with.
 */
export const MLFLOW_GENAI: Shape = {
  name: 'mlflow-genai',
  matches: ({ value }) =>
    isMembers(value.inputs) &&
    (Object.hasOwn(value, 'expectations') || isMembers(value.outputs) || isText(value.outputs)),
  read({ value, kept }, { options }) {
    const { expectations } = value;
    const response = isMembers(expectations) ? expectations.expected_response : undefined;
    if (expectations !== undefined && response === undefined && options.expectedPath === undefined) {
      throw new Malformed(
        'expectations must have expected_response; add it, say with expectedPath what is right, or judge expected_facts by a check of prompts',
      );
    }
    return { request: jsonRequest(kept.inputs), ...(response === undefined ? {} : { expected: label(response) }) };
  },
};
