import { Token } from 'aws-cdk-lib';
import { OTHER_SLICE, SliceRule } from '../contract/index';
import { compilePath } from '../core/compare/path';
import { messageOf, Problems } from '../private/validation';

/** Each is six metrics at most in each environment, and metrics cost money. */
const MAX_SLICES = 20;

/** Names of headers (RFC 9110, tokens) in small letters. */
const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

/** What a dimension of CloudWatch may be, within one line: printable ASCII, without a colon or white space at its ends. */
const SLICE = /^(?![:\s])[\x20-\x7e]{1,100}(?<!\s)$/;

/**
 * Parts of the traffic, such as countries or kinds of customers, whose comparisons are counted apart, too. Slices are the values that
 * you name, 1 to 20; requests with another value, or with none, are in the slice `other`: so nothing that callers send becomes the name
 * of a metric. Errors at synth: a header or path that is none, values that are no names of slices, too many of them.
 */
export class RequestSlices {
  /** By the value of a request header, of which the first counts. */
  public static byHeader(name: string, values: string[]): RequestSlices {
    const problems = new Problems();
    problems.text('name', name.toLowerCase(), HEADER_NAME, 'the name of a header');
    return new RequestSlices({ by: 'header', at: name.toLowerCase(), values }, problems);
  }

  /**
   * By a text, number or boolean in the JSON body of the request, at a path such as `user.country` as `AnswerComparison` has them. Bodies
   * above 64 KiB are not looked into.
   */
  public static byBodyValue(path: string, values: string[]): RequestSlices {
    const problems = new Problems();
    try {
      compilePath(path);
    } catch (error) {
      problems.add(messageOf(error));
    }
    return new RequestSlices({ by: 'body', at: path, values }, problems);
  }

  private constructor(
    private readonly rule: SliceRule,
    problems: Problems,
  ) {
    const { at, values } = rule;
    if (values.length < 1 || values.length > MAX_SLICES) {
      problems.add(
        `values must be 1 to ${MAX_SLICES}, got ${values.length}; name the ones that matter, the rest is "${OTHER_SLICE}"`,
      );
    }
    // They are written into the workflow, as what is compared is.
    if ([at, ...values].some((text) => Token.isUnresolved(text))) {
      problems.add('path, name and values must be known at synth, got a token; give the text itself');
    }
    if (new Set(values).size < values.length || values.includes(OTHER_SLICE)) {
      problems.add(
        `values must differ from each other and from "${OTHER_SLICE}", got ${values.join(', ')}; leave that one out`,
      );
    }
    for (const value of values)
      problems.text(
        'values',
        value,
        SLICE,
        '1 to 100 printable ASCII characters without white space or a colon in front',
      );
    problems.throwIfAny(`slices by ${JSON.stringify(at)}`);
  }

  /** @internal */
  public _rule(): SliceRule {
    return this.rule;
  }
}
