import Ajv2020 from 'ajv/dist/2020';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { PromptTools } from '../../../lib/core/prompts/checks/native-check';
import { JsonRecord } from '../../../lib/core/prompts/records';

/** The libraries that a handler would pass in. */
export const TOOLS: PromptTools = {
  validate: (schema, data) => {
    const isValid = new Ajv2020({ strict: false, allErrors: true }).compile(schema);
    return isValid(data) ? [] : (isValid.errors ?? []).map(({ instancePath }) => instancePath || '/');
  },
  parseXml: (text) => (XMLValidator.validate(text) === true ? (new XMLParser().parse(text) as JsonRecord) : undefined),
};
