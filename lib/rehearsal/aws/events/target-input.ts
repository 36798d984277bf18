import { JSONPath } from 'jsonpath-plus';
import { AwsError } from '../service';
import type { EventEnvelope } from './event';
import type { RuleTarget } from './rules';

/** Paths that an input transformer may name (PutTargets: InputPathsMap, API reference). */
const MAX_PATHS = 100;
/** Longest template, characters. */
const MAX_TEMPLATE = 8192;

/** The simple JSONPath of EventBridge: dots, indexes and `*`, no filters. */
const PATH = /^\$(\.[A-Za-z0-9_-]+|\['[^']+'\]|\[(\d+|\*)\]|\.\*)*$/;

/** Checks the shaping members of a target; at most one of Input, InputPath and InputTransformer. */
export function checkTargetInput({ Input, InputPath, InputTransformer }: RuleTarget): void {
  const given = [Input, InputPath, InputTransformer].filter((member) => member !== undefined);
  if (given.length > 1) throw invalid('only one of Input, InputPath and InputTransformer may be set');
  if (Input !== undefined) parseOr(Input, () => invalid(`Input must be JSON, got ${Input}`));
  if (InputPath !== undefined) checkPath(InputPath);
  if (InputTransformer === undefined) return;
  const paths = Object.entries(InputTransformer.InputPathsMap ?? {});
  if (paths.length > MAX_PATHS) throw invalid(`InputPathsMap has ${MAX_PATHS} entries at most, got ${paths.length}`);
  for (const [name, path] of paths) {
    if (/^aws/i.test(name) || !/^[A-Za-z0-9_-]+$/.test(name)) throw invalid(`invalid variable name ${name}`);
    checkPath(path);
  }
  checkTemplate(InputTransformer.InputTemplate, new Set(paths.map(([name]) => name)));
}

function checkPath(path: string): void {
  if (!PATH.test(path)) throw invalid(`invalid JSON path ${path}`);
}

function checkTemplate(template: string, names: ReadonlySet<string>): void {
  if (template.length === 0 || template.length > MAX_TEMPLATE) {
    throw invalid(`InputTemplate must have 1 to ${MAX_TEMPLATE} characters, got ${template.length}`);
  }
  for (const [, name = ''] of template.matchAll(PLACEHOLDER)) {
    if (!names.has(name) && !(name in RESERVED)) throw invalid(`InputTemplate names the unknown variable <${name}>`);
  }
}

const PLACEHOLDER = /<([A-Za-z0-9_.-]+)>/g;

/** Variables that exist without a path (User Guide, Reserved variables). */
const RESERVED: Readonly<Record<string, (event: EventEnvelope, rule: { arn: string; name: string }) => unknown>> = {
  'aws.events.event': (event) => ({ ...event, detail: undefined }),
  'aws.events.event.json': (event) => event,
  'aws.events.event.ingestion-time': (event) => event.time,
  'aws.events.rule-arn': (_event, rule) => rule.arn,
  'aws.events.rule-name': (_event, rule) => rule.name,
};

/**
 * JSON text that a target gets. A template that isn't JSON once it is filled is quoted as a text (User Guide, Input transformation);
 * a path without a value leaves its place empty, which usually ends in such a text: a target that needs an object refuses it.
 */
export function targetInput(target: RuleTarget, event: EventEnvelope, rule: { arn: string; name: string }): string {
  const { Input, InputPath, InputTransformer } = target;
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath) ?? null);
  if (InputTransformer === undefined) return JSON.stringify(event);
  const paths = InputTransformer.InputPathsMap ?? {};
  const valueOf = (name: string): unknown =>
    name in RESERVED ? RESERVED[name](event, rule) : valueAt(event, paths[name]);
  const filled = fillTemplate(InputTransformer.InputTemplate, valueOf);
  return isJson(filled) ? filled : JSON.stringify(filled);
}

/** Inside quotation marks a text goes in as it is (escaped), elsewhere as JSON. */
function fillTemplate(template: string, valueOf: (name: string) => unknown): string {
  let quoted = false;
  return template.replace(/\\.|"|<([A-Za-z0-9_.-]+)>/g, (match: string, name: string | undefined) => {
    if (match === '"') quoted = !quoted;
    if (name === undefined) return match;
    const value = valueOf(name);
    if (value === undefined) return '';
    const json = JSON.stringify(value);
    if (!quoted) return json;
    return typeof value === 'string' ? json.slice(1, -1) : JSON.stringify(json).slice(1, -1);
  });
}

function valueAt(event: EventEnvelope, path: string): unknown {
  const found: unknown[] = JSONPath({ path, json: event, wrap: true, eval: false });
  return path.includes('*') ? found : found[0];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // not an error: plain text is a legal template
  }
}

function parseOr(text: string, failure: () => AwsError): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failure();
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
