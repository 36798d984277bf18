import { Duration, Token } from 'aws-cdk-lib';

/**
 * Collects everything that is wrong with what a user gave, so that one synth reports all of it. Tokens pass, because nobody knows their
 * value yet, but where the value itself is needed: `known`.
 */
export class Problems {
  private readonly found: string[] = [];

  add(problem: string): void {
    this.found.push(problem);
  }

  /** A value of which something is made at synth; true when it can be. */
  known(name: string, value: unknown): boolean {
    const isToken = value instanceof Duration ? value.isUnresolved() : Token.isUnresolved(value);
    if (isToken) this.add(`${name} must be known at synth, got a token; give the value itself`);
    return !isToken;
  }

  /** A whole number between two bounds. */
  integer(name: string, value: number | undefined, min: number, max: number, remedy: string): void {
    if (value === undefined || Token.isUnresolved(value)) return;
    if (Number.isInteger(value) && value >= min && value <= max) return;
    this.add(`${name} must be a whole number from ${min} to ${max}, got ${value}; ${remedy}`);
  }

  /** A list with one member at least. */
  count(name: string, values: readonly unknown[], max: number, remedy: string): void {
    if (values.length >= 1 && values.length <= max) return;
    this.add(`${name} must be 1 to ${max}, got ${values.length}; ${remedy}`);
  }

  /** A number above 0, up to a bound. */
  above0(name: string, value: number | undefined, max: number, remedy: string): void {
    if (value === undefined || Token.isUnresolved(value) || (value > 0 && value <= max)) return;
    this.add(`${name} must be a number above 0, up to ${max}, got ${value}; ${remedy}`);
  }

  /** A share of 0 to 100 percent. */
  percent(name: string, value: number | undefined): void {
    if (value === undefined || Token.isUnresolved(value) || (value >= 0 && value <= 100)) return;
    this.add(`${name} must be a number from 0 to 100, got ${value}; give percent`);
  }

  /** A duration of whole seconds between two bounds, given in seconds. */
  duration(name: string, value: Duration | undefined, minSeconds: number, maxSeconds: number): void {
    if (value === undefined || value.isUnresolved()) return;
    const seconds = secondsOf(value);
    if (Number.isInteger(seconds) && seconds >= minSeconds && seconds <= maxSeconds) return;
    this.add(
      `${name} must be whole seconds from ${minSeconds} to ${maxSeconds}, got ${seconds} s; give a duration in that range`,
    );
  }

  /** A text that matches a pattern, which `rule` says in words. */
  text(name: string, value: string | undefined, pattern: RegExp, rule: string): void {
    if (value === undefined || Token.isUnresolved(value) || pattern.test(value)) return;
    this.add(`${name} must be ${rule}, got ${JSON.stringify(value)}`);
  }

  /** Everything that was found. */
  list(): readonly string[] {
    return this.found;
  }

  /** Throws one error that names everything, or does nothing. */
  throwIfAny(subject: string): void {
    if (this.found.length > 0) throw new Error(`invalid ${subject}: ${this.found.join('; ')}`);
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Seconds of a duration, fractions included. */
export function secondsOf(duration: Duration): number {
  return duration.toSeconds({ integral: false });
}
