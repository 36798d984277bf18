import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { isIP } from 'node:net';
import { RouteConditions } from '../routing';
import { AwsError } from '../service';

/** Condition values of one rule, all conditions together (Elastic Load Balancing quotas: 5, not adjustable). */
const MAX_VALUES = 5;

interface FieldRule {
  /** May stand several times in one rule. */
  readonly repeatable: boolean;
  values(condition: RuleCondition): readonly string[];
  /** Throws ValidationError when a value is not allowed (API reference, `RuleCondition`). */
  check(value: string, condition: RuleCondition): void;
}

const PATH = /^[A-Za-z0-9_\-.$/~"'@:+&*?]{1,128}$/;
const HOST = /^[A-Za-z0-9\-.*?]{1,128}$/;
const METHOD = /^[A-Z_-]{1,40}$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}$/;

const FIELDS: Readonly<Record<string, FieldRule>> = {
  'host-header': {
    repeatable: false,
    values: (condition) => condition.HostHeaderConfig?.Values ?? condition.Values ?? [],
    check: (value) => requirePattern('host-header', value, HOST),
  },
  'path-pattern': {
    repeatable: false,
    values: (condition) => condition.PathPatternConfig?.Values ?? condition.Values ?? [],
    check: (value) => requirePattern('path-pattern', value, PATH),
  },
  'http-request-method': {
    repeatable: false,
    values: (condition) => condition.HttpRequestMethodConfig?.Values ?? [],
    check: (value) => requirePattern('http-request-method', value, METHOD),
  },
  'http-header': {
    repeatable: true,
    values: (condition) => condition.HttpHeaderConfig?.Values ?? [],
    check: checkHeader,
  },
  'query-string': {
    repeatable: true,
    values: (condition) => (condition.QueryStringConfig?.Values ?? []).map((pair) => pair.Value ?? ''),
    check: (value) => requirePattern('query-string', value, /^.{1,128}$/),
  },
  'source-ip': {
    repeatable: false,
    values: (condition) => condition.SourceIpConfig?.Values ?? [],
    check: checkCidr,
  },
};

/** Checks the conditions of a rule as `CreateRule` and `ModifyRule` do. */
export function requireConditions(conditions: readonly RuleCondition[]): void {
  if (conditions.length === 0) throw new AwsError('ValidationError', 'A condition must be specified');
  const values = conditions.flatMap(checkedValues);
  if (values.length > MAX_VALUES) {
    throw new AwsError('ValidationError', `A rule has ${MAX_VALUES} condition values at most, got ${values.length}`);
  }
  const single = conditions.map((condition) => condition.Field ?? '').filter((field) => !FIELDS[field]?.repeatable);
  if (new Set(single).size < single.length) {
    throw new AwsError(
      'ValidationError',
      'A rule can have one condition of each field only, except http-header and query-string',
    );
  }
}

function checkedValues(condition: RuleCondition): readonly string[] {
  const rule = FIELDS[condition.Field ?? ''];
  if (rule === undefined) {
    throw new AwsError(
      'ValidationError',
      `Condition field '${condition.Field ?? ''}' must be one of '[${Object.keys(FIELDS).join(', ')}]'`,
    );
  }
  const values = rule.values(condition);
  if (values.length === 0) {
    throw new AwsError('ValidationError', `A condition value must be specified for '${condition.Field}'`);
  }
  for (const value of values) rule.check(value, condition);
  return values;
}

/**
 * What the router matches. Query strings and source addresses are valid at AWS but unknown to the router: NotImplemented
 * (501), because a rule that ignored them would match too much.
 */
export function routeConditions(conditions: readonly RuleCondition[]): RouteConditions {
  const values = (field: string) =>
    conditions.filter((condition) => condition.Field === field).flatMap((condition) => FIELDS[field].values(condition));
  for (const field of ['query-string', 'source-ip']) {
    if (values(field).length > 0) {
      throw new AwsError('NotImplemented', `the rehearsal's router does not match '${field}' conditions`, 501);
    }
  }
  const headers = conditions
    .filter((condition) => condition.Field === 'http-header')
    .map((condition) => ({
      name: condition.HttpHeaderConfig!.HttpHeaderName!,
      values: condition.HttpHeaderConfig!.Values!,
    }));
  const given = {
    hosts: values('host-header'),
    paths: values('path-pattern'),
    methods: values('http-request-method'),
    headers,
  };
  return Object.fromEntries(Object.entries(given).filter(([, list]) => list.length > 0));
}

function requirePattern(field: string, value: string, pattern: RegExp): void {
  if (!pattern.test(value)) throw new AwsError('ValidationError', `The ${field} value '${value}' is not valid`);
}

function checkHeader(value: string, condition: RuleCondition): void {
  const name = condition.HttpHeaderConfig?.HttpHeaderName ?? '';
  if (name.toLowerCase() === 'host') {
    throw new AwsError('ValidationError', "The http-header field cannot match 'Host'; use a host-header condition");
  }
  requirePattern('http-header name', name, HEADER_NAME);
  requirePattern('http-header', value, /^[\x20-\x7e]{1,128}$/);
}

function checkCidr(value: string): void {
  const [address = '', bits = ''] = value.split('/');
  const version = isIP(address);
  if (version !== 0 && /^\d+$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)) return;
  throw new AwsError('ValidationError', `CIDR '${value}' is not valid`);
}
