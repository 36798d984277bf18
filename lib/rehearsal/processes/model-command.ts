import { TaskSpec } from '../tasks';

/** How a model server is started on this machine in place of its container. */
export interface ModelCommand {
  /** Program and arguments; not run by a shell. */
  readonly command: readonly string[];
  /** Absolute folder in which it runs. */
  readonly cwd: string;
  /** Stronger than the container's environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Environment of a model process. Weakest first: the rehearsal's own (a virtualenv, a JAVA_HOME) without its AWS credentials,
 * because no model of a rehearsal may reach an account; the container's; the command's; the address to listen on.
 */
export function modelEnvironment(spec: TaskSpec, command: ModelCommand, port: number): Record<string, string> {
  const own = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('AWS_'),
  );
  const address = { HOST: '127.0.0.1', PORT: String(port) };
  return { ...Object.fromEntries(own), ...spec.environment, ...command.env, ...address };
}
