import { AwsError, EmulatedService } from './service';

/** Throws the service's validation error, naming each required member that the input lacks. */
export function requireMembers(
  service: Pick<EmulatedService, 'protocol' | 'validationCode'>,
  operation: string,
  required: readonly string[] = [],
  input: any,
): void {
  const missing = required.filter((member) => isEmpty(input?.[member]));
  if (missing.length === 0) return;
  const code = service.validationCode ?? (service.protocol === 'query' ? 'ValidationError' : 'ValidationException');
  const found = missing.map(
    (member) => `Value null at '${memberPath(member)}' failed to satisfy constraint: Member must not be null`,
  );
  const count = `${missing.length} validation error${missing.length === 1 ? '' : 's'} detected`;
  throw new AwsError(code, `${count}: ${found.join('; ')} (${operation})`);
}

/** AWS names the member in its messages with a small first letter. */
function memberPath(member: string): string {
  return member.charAt(0).toLowerCase() + member.slice(1);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
