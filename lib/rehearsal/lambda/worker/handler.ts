import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FunctionErrorPayload, InvokeMessage } from '../messages';

/** A handler of Lambda's Node runtime, with or without a callback. */
export type Handler = (event: unknown, context: object, callback: Callback) => unknown;
type Callback = (error: unknown, result?: unknown) => void;

/** An error of the runtime itself, with Lambda's name for it. */
export class RuntimeError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** In the order of Lambda's own look-up. */
const EXTENSIONS = ['.js', '.mjs', '.cjs'];

/** Loads `<file>.<export>` from the function's code, as Lambda's runtime does. */
export async function loadHandler(codeDirectory: string, handler: string): Promise<Handler> {
  const dot = handler.lastIndexOf('.');
  const [file, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  const path = EXTENSIONS.map((extension) => join(codeDirectory, file + extension)).find((one) => existsSync(one));
  if (path === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${file}' in ${codeDirectory}`);
  }
  const module = (await import(pathToFileURL(path).href)) as Record<string, any>;
  const found: unknown = module[name] ?? module.default?.[name];
  if (typeof found !== 'function') {
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} is undefined or not exported`);
  }
  return found as Handler;
}

/** Runs the handler once and gives its result as JSON text. */
export async function runHandler(handler: Handler, message: InvokeMessage): Promise<string> {
  const event: unknown = JSON.parse(message.payload);
  const { error, value } = await new Promise<Settled>((resolve) => {
    const returned = handler(event, contextOf(message), (failure, result) =>
      resolve({ error: failure, value: result }),
    );
    if (handler.length < 3 || returned instanceof Promise) {
      resolve(Promise.resolve(returned).then((result) => ({ value: result })));
    }
  });
  if (error !== undefined && error !== null) throw thrown(error);
  return JSON.stringify(value) ?? 'null';
}

/** What a callback reports may be anything; only errors are thrown, so that stack traces exist. */
function thrown(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** How a handler ended, by its promise or its callback. */
interface Settled {
  readonly error?: unknown;
  readonly value?: unknown;
}

function contextOf(message: InvokeMessage): object {
  const startedAt = performance.now();
  const functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;
  return {
    awsRequestId: message.requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: message.functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    // Falls from the function's timeout to 0 at the moment when the worker is really ended.
    getRemainingTimeInMillis: () => {
      const left = 1 - (performance.now() - startedAt) / message.realTimeoutMs;
      return Math.max(0, Math.round(message.timeoutMs * left));
    },
  };
}

/** An error as Lambda reports it. */
export function errorPayload(error: unknown): FunctionErrorPayload {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error) };
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] };
}
