import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { PromptTools } from '../../core/prompts/checks/native-check';
import { JsonRecord } from '../../core/prompts/records';
import { brokenPaths } from '../shared/json-schema';

/** JSON Schema by ajv, XML by fast-xml-parser. */
export const PROMPT_TOOLS: PromptTools = { validate: brokenPaths, parseXml };

/** Entities stay as they are written: an answer defines none, and a chain of them would grow without end. */
const parser = new XMLParser({ processEntities: false });

function parseXml(text: string): JsonRecord | undefined {
  return XMLValidator.validate(text) === true ? (parser.parse(text) as JsonRecord) : undefined;
}
