/** Members whose value is a map of the user's own keys, which must stay as they are. */
const OWN_KEYS = new Set(['DockerLabels', 'DriverOpts', 'Labels', 'Options']);

/** Gives a CloudFormation value the member names of an SDK that begins them with a small letter (ECS, Lambda event targets). */
export function camelCase(value: unknown): any {
  if (Array.isArray(value)) return value.map(camelCase);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    OWN_KEYS.has(name) ? member : camelCase(member),
  ]);
  return Object.fromEntries(members);
}
