import { Duration } from 'aws-cdk-lib';
import { ENVIRONMENT_HEADER } from '../contract/index';
import { PlanLimits } from '../core/plan';
import { Problems } from '../private/validation';
import { CohortOptions } from './cohort-options';

/** An http-header condition takes three strings (ELB user guide, "Condition types for listener rules"). */
const MAX_VALUES = 3;

/** Condition strings have 128 characters at most, names of headers 40 (API reference, `HttpHeaderConditionConfig`). */
const MAX_PATTERN = 128;

/** Load balancers may drop headers of other names (`routing.http.drop_invalid_header_fields.enabled`): ours does. */
const HEADER_NAME = /^[A-Za-z0-9-]{1,40}$/;

/** Printable, without what the load balancer would take for a wildcard or an escape. */
const HEADER_VALUE = /^(?! )[\x20-\x7e]{1,128}(?<! )$/;

/** A token, and what a cookie may hold (RFC 6265, 4.1.1), both without wildcards. */
const COOKIE_NAME = /^[A-Za-z0-9!#$%&'+.^_`|~-]+$/;
const COOKIE_VALUE = /^[A-Za-z0-9!#$%&'()+./:<=>@[\]^_`{|}~-]+$/;

/**
 * Chosen callers who reach a new version before everybody else: testers, a beta group, one side of an A/B test. A listener rule of
 * its own leads them to the new version when it has passed all checks, and back together with all other traffic.
 *
 * A deploy that waits for the promotion has 50 minutes, and the model's default times take all of them: a cohort with a `bakeTime` needs
 * `waitFor: ReleaseWait.START`, or a shorter `provisionTimeout` or `bakeTime` of the model. Otherwise synth fails.
 */
export class Cohort {
  /**
   * Callers who send a header with one of these values, whatever the case of their letters.
   *
   * @param name of the header: letters, digits and `-`, 40 characters at most.
   * @param values 1 to 3, each compared with the whole header, without wildcards.
   * @param options when the cohort reaches a new version.
   */
  public static header(name: string, values: string[], options: CohortOptions = {}): Cohort {
    return new Cohort(name, [...values], options, headerProblems(name, values));
  }

  /**
   * Callers who send a cookie with this value, whatever the case of their letters. A cookie takes two of the five values of a rule
   * and three of its wildcards, so there is one value only. A cookie of another name that ends with `name` and has the
   * same value counts, too.
   *
   * @param name of the cookie.
   * @param value the whole of it; `name` and `value` have 124 characters together at most.
   * @param options when the cohort reaches a new version.
   */
  public static cookie(name: string, value: string, options: CohortOptions = {}): Cohort {
    // The last cookie of the header or the only one, and one that others follow: `beta` must not stand for `beta2`.
    const patterns = [`*${name}=${value}`, `*${name}=${value};*`];
    return new Cohort('cookie', patterns, options, cookieProblems(name, value));
  }

  private constructor(
    private readonly headerName: string,
    private readonly patterns: string[],
    private readonly options: CohortOptions,
    private readonly problems: string[],
  ) {}

  /** @internal */
  public get _priority(): number | undefined {
    return this.options.priority;
  }

  /** @internal */
  public get _bakeTime(): Duration {
    return this.options.bakeTime ?? Duration.minutes(10);
  }

  /**
   * In the shape of the ELBv2 API.
   *
   * @internal
   */
  public get _condition(): object {
    return {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: this.headerName, Values: this._patterns },
    };
  }

  /** @internal */
  public get _patterns(): string[] {
    return [...this.patterns];
  }

  /** @internal */
  public get _problems(): string[] {
    const problems = new Problems();
    problems.duration('cohort.bakeTime', this.options.bakeTime, 0, PlanLimits.MAX_WATCH_SECONDS);
    problems.integer('cohort.priority', this.options.priority, 1, 49999, 'give a free priority of the listener');
    return [...this.problems, ...problems.list()];
  }
}

function headerProblems(name: string, values: string[]): string[] {
  const problems = new Problems();
  problems.text('name of the cohort header', name, HEADER_NAME, '1 to 40 letters, digits or -');
  const remedy = REMEDIES[name.toLowerCase()];
  if (remedy !== undefined)
    problems.add(`name of the cohort header must be one of the callers' own, got "${name}"; ${remedy}`);
  problems.count('values of the cohort header', values, MAX_VALUES, 'give the callers of one cohort the same value');
  for (const value of values) {
    problems.text(
      'value of the cohort header',
      value,
      HEADER_VALUE,
      'printable text of 128 characters at most without spaces around it',
    );
    if (/[*?\\]/.test(value))
      problems.add(
        `value of the cohort header must have no wildcard (* ? \\), got ${JSON.stringify(value)}; list the values`,
      );
  }
  return [...problems.list()];
}

/** What to do in place of a header that means something else. */
const REMEDIES: Readonly<Record<string, string | undefined>> = {
  host: 'use hostHeaders of the hosting',
  cookie: 'use Cohort.cookie()',
  [ENVIRONMENT_HEADER]: 'it selects the environment on the test listener; take another name',
};

function cookieProblems(name: string, value: string): string[] {
  const problems = new Problems();
  problems.text('name of the cohort cookie', name, COOKIE_NAME, "a cookie's name without wildcards (RFC 6265)");
  problems.text('value of the cohort cookie', value, COOKIE_VALUE, "a cookie's value without wildcards (RFC 6265)");
  const length = `*${name}=${value};*`.length;
  if (length > MAX_PATTERN)
    problems.add(
      `name and value of the cohort cookie must have ${MAX_PATTERN - 4} characters together at most, got ${length - 4}; shorten one`,
    );
  return [...problems.list()];
}
