/** Matches the whole text against a pattern in which `*` stands for any characters and `?` for one. */
export function matchesPattern(pattern: string, text: string, ignoreCase = false): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, ignoreCase ? 'is' : 's').test(text);
}

/** An ARN has six parts; only the last, the resource, may contain colons itself. */
const ARN_PARTS = 6;

/**
 * Matches ARNs part by part, so that a `*` never reaches over a colon before the resource part: the rule of `ArnLike`, used for
 * the `Resource` element too. A lone `*` matches everything.
 */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patternParts = splitArn(pattern);
  const arnParts = splitArn(arn);
  if (patternParts.length !== ARN_PARTS || arnParts.length !== ARN_PARTS) return pattern === arn;
  return patternParts.every((part, index) => matchesPattern(part, arnParts[index] ?? ''));
}

function splitArn(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= ARN_PARTS ? parts : [...parts.slice(0, ARN_PARTS - 1), parts.slice(ARN_PARTS - 1).join(':')];
}

/** Whether a text uses a policy variable such as `${aws:username}`; `${*}`, `${?}` and `${$}` are mere escapes, unsupported too. */
export function hasPolicyVariable(text: string): boolean {
  return text.includes('${');
}
