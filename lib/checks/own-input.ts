import { Problems } from '../private/validation';

/** What a check of the user's own is told must be JSON that Step Functions hands on as it is. */
export function noReferences(input: unknown, problems: Problems): void {
  for (const path of referencesIn(input, 'input')) {
    problems.add(`${path} must not end in ".$", which Step Functions takes for a path; give the member another name`);
  }
}

/** Paths of members whose names Step Functions would take for references to its own data. */
function referencesIn(value: unknown, at: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const path = `${at}.${name}`;
    return [...(name.endsWith('.$') ? [path] : []), ...referencesIn(member, path)];
  });
}
