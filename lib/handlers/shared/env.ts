/** Environment variables of a function. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Value of a variable that the construct sets. Throws when it is missing: the function is deployed wrongly. */
export function requireEnv(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw new Error(
      `environment variable ${name} must be set, got ${value ?? 'nothing'}; deploy the function with its construct`,
    );
  }
  return value;
}

/** Value of a variable that holds JSON. The construct wrote it, so its type is trusted. */
export function requireJson<T>(env: Environment, name: string): T {
  const text = requireEnv(env, name);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new Error(`environment variable ${name} must be JSON, got ${text.length} other characters`, { cause: error });
  }
}
