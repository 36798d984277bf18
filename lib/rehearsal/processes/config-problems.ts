import * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** Every problem of a configuration, one a line: file, path, value, rule, remedy. */
export function configProblems(source: string, settings: unknown, issues: readonly Issue[]): Error {
  const lines = issues.map(
    (issue) => `${source}: ${place(issue.path)} ${problem(issue, valueAt(settings, issue.path))}`,
  );
  return new Error(lines.join('\n'));
}

/** `load.requests[0].path`, as one would write it in JavaScript. */
function place(path: readonly PropertyKey[]): string {
  const text = path.reduce<string>((before, part) => {
    if (typeof part === 'number') return `${before}[${part}]`;
    if (!/^[\w$]+$/.test(String(part))) return `${before}[${JSON.stringify(part)}]`;
    return before === '' ? String(part) : `${before}.${String(part)}`;
  }, '');
  return text === '' ? 'the configuration' : text;
}

function problem(issue: Issue, value: unknown): string {
  if (value === undefined && issue.code === 'invalid_type') return `is missing; add it, ${aOrAn(issue.expected)}`;
  const got = `got ${JSON.stringify(value)}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return `must have no key ${issue.keys.map((key) => JSON.stringify(key)).join(', ')}; remove it or correct its spelling`;
    case 'invalid_type':
      return `must be ${aOrAn(issue.expected)}, ${got}; ${typeRemedy(issue.expected, value)}`;
    case 'invalid_value': {
      const choice = `one of ${issue.values.map(String).join(', ')}`;
      return value === undefined ? `is missing; add it, ${choice}` : `must be ${choice}, ${got}; choose one of them`;
    }
    case 'too_small':
      return `must ${sizeRule(issue.origin, 'at least', issue.minimum)}, ${got}; ${sizeRemedy(issue.origin)}`;
    case 'too_big':
      return `must ${sizeRule(issue.origin, 'at most', issue.maximum)}, ${got}; lower it`;
    case 'invalid_format':
      return `must start with "/", ${got}; give the path on the model server, such as "/predict"`;
    case 'custom':
      return issue.message;
    default:
      return `is not valid (${issue.message}), ${got}; correct it`;
  }
}

function typeRemedy(expected: string, value: unknown): string {
  if (expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return `write "${value}"`;
  return expected === 'array' ? 'write it in [ ]' : 'change it';
}

function sizeRule(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'array') return `have ${bound} ${limit} ${limit === 1 ? 'entry' : 'entries'}`;
  if (origin === 'string') return `have ${bound} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  return `be ${bound} ${limit}`;
}

function sizeRemedy(origin: string): string {
  if (origin === 'array') return 'add one';
  return origin === 'string' ? 'write a text or remove the key' : 'raise it';
}

function aOrAn(type: string): string {
  if (type === 'record') return 'an object';
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function valueAt(settings: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], settings);
}
