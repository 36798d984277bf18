/** A value like `{ "Fn::Join": […] }`. */
export interface FunctionCall {
  readonly name: string;
  readonly argument: unknown;
}

/**
 * Takes a value as a function call when its only member is `Ref` or `Fn::…`, or `Condition` with a name, as inside
 * `Fn::And`. IAM statements have a member `Condition` too, but with an object and beside others.
 */
export function singleFunction(value: object): FunctionCall | undefined {
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? ['', undefined];
  if (entries.length !== 1) return undefined;
  if (name === 'Ref' || name.startsWith('Fn::')) return { name, argument };
  return name === 'Condition' && typeof argument === 'string' ? { name, argument } : undefined;
}
