import { Token } from 'aws-cdk-lib';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { messageOf, Problems } from '../private/validation';

/** Headers that Node.js sends: it refuses others, a line break for example, and would do so in the middle of a release. */
export function checkHeaders(at: string, headers: Readonly<Record<string, string>> = {}, problems: Problems): void {
  for (const [name, value] of Object.entries(headers)) {
    if (Token.isUnresolved(name) || Token.isUnresolved(value)) continue;
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (error) {
      problems.add(
        `${at} must be headers that HTTP allows, got ${JSON.stringify(name)}: ${JSON.stringify(value)} (${messageOf(error)}); ` +
          'leave line breaks and other control characters out',
      );
    }
  }
}
