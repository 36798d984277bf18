import { Origin, originOf } from '../aws/origin';

/** Environment variables of a process. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Where a server listens. */
export interface Address {
  /** Without the brackets that a URL puts around an IPv6 address. */
  readonly hostname: string;
  readonly port: number;
}

/** Reads variables and collects everything that is wrong with them, so that one start reports all of it. */
export class VariableReader {
  private readonly problems: string[] = [];

  constructor(private readonly variables: Variables) {}

  /** Undefined when the variable is missing or empty. */
  optional(name: string): string | undefined {
    const value = this.variables[name];
    return value === '' ? undefined : value;
  }

  /** A variable without which the gateway can't start; `what` says what to set it to. */
  required(name: string, what: string): string {
    const value = this.optional(name);
    if (value === undefined) this.add(`${name} is missing; set it to ${what}`);
    return value ?? '';
  }

  /** A whole number between two bounds. */
  integer(name: string, fallback: number, min: number, max: number): number {
    const text = this.optional(name);
    if (text === undefined) return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    this.reject(name, text, `a whole number from ${min} to ${max}`, `leave it out for ${fallback}`);
    return fallback;
  }

  /** A path on a server. */
  path(name: string, text: string): string {
    if (!/^\/[\x21-\x7e]*$/.test(text)) this.reject(name, text, 'a path that starts with "/"', 'write it as in a URL');
    return text;
  }

  /** Where a server is; undefined, and noted, for another scheme, and for anything with a path, a query or a user. */
  origin(name: string, text: string, schemes: 'http' | 'http(s)'): Origin | undefined {
    const origin = originOf(text);
    if (origin !== undefined && (schemes === 'http(s)' || !origin.secure)) return origin;
    this.reject(name, text, `${schemes}://host:port`, 'leave out path, query and user');
    return undefined;
  }

  /** Runs a parser that throws an error with rule and remedy. */
  parsed<T>(name: string, text: string, parse: (text: string) => T): T | undefined {
    try {
      return parse(text);
    } catch (error) {
      this.add(`${name}: ${(error as Error).message}`);
      return undefined;
    }
  }

  reject(name: string, value: string, rule: string, remedy: string): void {
    this.add(`${name} must be ${rule}, got ${JSON.stringify(value)}; ${remedy}`);
  }

  add(problem: string): void {
    this.problems.push(problem);
  }

  /** Throws one error that names everything, or does nothing. */
  throwIfAny(): void {
    if (this.problems.length > 0) throw new Error(`invalid gateway configuration: ${this.problems.join('; ')}`);
  }
}
