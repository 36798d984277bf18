import { Entry, isMembers, isText } from '../entry';
import { Malformed } from '../malformed';
import { jsonRequest, promptRequest } from '../requests';
import { label, recorded, Shape } from '../shape';

const EVALUATION_MEMBERS = ['prompt', 'referenceResponse', 'category', 'modelResponses'];

/**
 * Prompts of an evaluation job: `prompt`, `referenceResponse`, `category`, `modelResponses`. Format: "Create a prompt dataset for a model
 * evaluation job" of the Amazon Bedrock user guide. What was answered (`modelResponses`) is a text, not an answer as an endpoint gives it,
 * so that it is not compared with.
 */
export const BEDROCK_EVALUATION: Shape = {
  name: 'bedrock-evaluation',
  matches: ({ value }) =>
    Object.hasOwn(value, 'prompt') &&
    (Object.hasOwn(value, 'referenceResponse') ||
      Object.keys(value).every((name) => EVALUATION_MEMBERS.includes(name))),
  read({ value }, { options }) {
    const { prompt, referenceResponse, category } = value;
    if (!isText(prompt)) throw new Malformed('prompt must be a text; write the whole prompt in it');
    if (referenceResponse !== undefined && !isText(referenceResponse)) {
      throw new Malformed('referenceResponse must be a text; write the right answer, or leave it out');
    }
    return {
      request: promptRequest(prompt, options),
      ...(referenceResponse === undefined ? {} : { expected: label(referenceResponse) }),
      ...(isText(category) ? { category } : {}),
    };
  },
};

/** Batch inference: `recordId`, `modelInput`, and `modelOutput` in its results. Format: "Format and upload your batch inference data". */
export const BEDROCK_BATCH: Shape = {
  name: 'bedrock-batch',
  matches: ({ value }) => Object.hasOwn(value, 'modelInput'),
  read({ value, kept }: Entry) {
    if (!isMembers(value.modelInput)) {
      throw new Malformed('modelInput must be an object; write the body of the request in it');
    }
    return {
      request: jsonRequest(kept.modelInput),
      ...(isText(value.recordId) ? { id: value.recordId } : {}),
      ...(isMembers(value.modelOutput) ? { expected: recorded(value.modelOutput) } : {}),
    };
  },
};
