import { FunctionCall } from '../answers/model-answer';
import { listOf } from '../read/assertion-text';
import { isRecord, jsonIn, JsonRecord } from '../records';
import { Answered, Given, Grade, impossible, isText, NativeCheck, PromptTools, scored, yesOrNo } from './native-check';
import { shareProblem } from './score-checks';

type ToolType =
  'is-valid-function-call' | 'is-valid-openai-function-call' | 'is-valid-openai-tools-call' | 'tool-call-f1';

/** Whether the model calls the right functions, with arguments that fit. */
export const TOOL_CHECKS: Readonly<Record<ToolType, NativeCheck>> = {
  'is-valid-openai-tools-call': {
    problem: () => undefined,
    grade: (_given, { answer, tools }, libraries) => validity(answer.toolCalls, offeredTools(tools), libraries),
  },
  'is-valid-openai-function-call': {
    problem: () => undefined,
    grade: (_given, { answer, functions }, libraries) =>
      validity(someOf(answer.functionCall), offeredFunctions(functions), libraries),
  },
  'is-valid-function-call': {
    problem: () => undefined,
    grade: (_given, { answer, tools, functions }, libraries) =>
      validity(
        [...answer.toolCalls, ...someOf(answer.functionCall)],
        [...offeredTools(tools), ...offeredFunctions(functions)],
        libraries,
      ),
  },
  'tool-call-f1': {
    problem: ({ value, threshold }) =>
      namesOf(value).length > 0
        ? shareProblem('tool-call-f1', threshold)
        : `tool-call-f1 needs names of tools as value, got ${JSON.stringify(value)}; say which have to be called`,
    grade: (given, answered) => f1(given, answered),
  },
};

interface Offered {
  readonly name: string;
  readonly parameters?: JsonRecord;
}

function validity(calls: readonly FunctionCall[], offered: readonly Offered[], { validate }: PromptTools): Grade {
  if (offered.length === 0) return impossible('the request offers no functions, so no call can be valid');
  if (calls.length === 0) return yesOrNo(false, 'the answer calls no function');
  const invalid = calls.filter((call) => !fits(call, offered, validate));
  return yesOrNo(invalid.length === 0, `${invalid.length} of ${calls.length} calls do not fit what the request offers`);
}

/** No arguments are as good as `{}`, as for the servers that send them so. */
function fits(call: FunctionCall, offered: readonly Offered[], validate: PromptTools['validate']): boolean {
  const wanted = offered.find(({ name }) => name === call.name);
  const given = call.arguments.trim() === '' ? { value: {} } : jsonIn(call.arguments);
  if (wanted === undefined || !isRecord(given?.value)) return false;
  return wanted.parameters === undefined || validate(wanted.parameters, given.value).length === 0;
}

/** Harmonic mean of precision and recall of the set of names; how often and in which order does not count. */
function f1({ value, threshold = 1 }: Given, { answer, output }: Answered): Grade {
  const expected = new Set(namesOf(value));
  const structured = [...answer.toolCalls, ...someOf(answer.functionCall)].map(({ name }) => name);
  const called = new Set(structured.length > 0 ? structured : namesInJson(jsonIn(output)?.value));
  const right = [...expected].filter((name) => called.has(name)).length;
  return scored('F1 of the called tools', (2 * right) / (expected.size + called.size), threshold);
}

/** Names of calls that an endpoint for plain text wrote as JSON. */
function namesInJson(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesInJson);
  if (!isRecord(value)) return [];
  if (Array.isArray(value.tool_calls)) return namesInJson(value.tool_calls);
  if (isRecord(value.function)) return namesInJson(value.function);
  return typeof value.name === 'string' ? [value.name] : [];
}

function namesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.every(isText) ? value.map((name) => String(name).trim()).filter(Boolean) : [];
  return typeof value === 'string' ? listOf(value) : [];
}

function offeredTools(tools: readonly unknown[] = []): readonly Offered[] {
  return offeredFunctions(tools.map((tool) => (isRecord(tool) && isRecord(tool.function) ? tool.function : tool)));
}

function offeredFunctions(functions: readonly unknown[] = []): readonly Offered[] {
  return functions.filter(isRecord).flatMap(({ name, parameters }) => {
    if (typeof name !== 'string') return [];
    return [{ name, ...(isRecord(parameters) ? { parameters } : {}) }];
  });
}

function someOf<T>(value: T | undefined): readonly T[] {
  return value === undefined ? [] : [value];
}
