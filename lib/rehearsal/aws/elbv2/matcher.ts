import { AwsError } from '../service';

/** Tells whether an HTTP status belongs to a matcher such as `200`, `200,202` or `200-299`. */
export function statusMatches(matcher: string, status: number): boolean {
  return ranges(matcher).some(([low, high]) => status >= low && status <= high);
}

/** Throws ValidationError for a matcher that is not a list of codes or ranges within 200 to 499 (the range of an ALB). */
export function requireMatcher(matcher: string): void {
  const valid = ranges(matcher).every(([low, high]) => low >= 200 && high <= 499 && low <= high);
  if (!valid)
    throw new AwsError('ValidationError', `Health check matcher HTTP code '${matcher}' must be within '200-499'`);
}

/** Comma-separated codes or ranges; text that is neither becomes NaN, which matches nothing. */
function ranges(matcher: string): readonly (readonly [number, number])[] {
  return matcher.split(',').map((part) => {
    const [low, high] = /^\s*(\d{3})(?:-(\d{3}))?\s*$/.exec(part)?.slice(1, 3) ?? ['', ''];
    return low === '' ? [NaN, NaN] : [Number(low), Number(high ?? low)];
  });
}
