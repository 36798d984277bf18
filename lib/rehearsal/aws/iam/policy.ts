import { AwsError } from '../service';
import { ConditionBlock } from './conditions';

/** One statement of an identity policy, every element as a list. */
export interface Statement {
  /** `Sid`, or `#<index>` when the statement has none. */
  readonly label: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: ConditionBlock;
}

/** Service principals that a trust policy admits, and under which conditions. */
export interface TrustStatement {
  readonly services: readonly string[];
  readonly conditions: ConditionBlock;
}

const IDENTITY_ELEMENTS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const ACTION = /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/i;

/** Parses an identity policy given as text or object. Throws MalformedPolicyDocument as IAM does for an invalid one. */
export function parseIdentityPolicy(document: unknown): readonly Statement[] {
  return statementsOf(document).map(parseStatement);
}

/** Parses a role's trust policy; only `Service` principals matter to the rehearsal, others are valid and admit nobody here. */
export function parseTrustPolicy(document: unknown): readonly TrustStatement[] {
  return statementsOf(document)
    .filter(
      (raw) => raw.Effect === 'Allow' && listOf(raw.Action).some((action) => /^sts:(AssumeRole|\*)$/.test(action)),
    )
    .map((raw) => {
      if (raw.Principal === undefined) throw malformed('a trust policy statement must have a Principal');
      const services = typeof raw.Principal === 'object' ? listOf((raw.Principal as Raw).Service) : [];
      return { services, conditions: parseConditions(raw.Condition) };
    });
}

type Raw = Readonly<Record<string, unknown>>;

function statementsOf(document: unknown): readonly Raw[] {
  const policy = (typeof document === 'string' ? parseJson(document) : document) as Raw | undefined;
  if (policy === undefined || policy === null || typeof policy !== 'object')
    throw malformed('a policy must be an object');
  if (policy.Version !== undefined && policy.Version !== '2012-10-17' && policy.Version !== '2008-10-17') {
    throw malformed(`policy version must be 2012-10-17 or 2008-10-17, got ${JSON.stringify(policy.Version)}`);
  }
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (statements.length === 0 || statements.some((raw) => typeof raw !== 'object' || raw === null)) {
    throw malformed('a policy must have at least one statement');
  }
  return statements as Raw[];
}

function parseStatement(raw: Raw, index: number): Statement {
  const unknown = Object.keys(raw).find((key) => !IDENTITY_ELEMENTS.includes(key));
  if (unknown !== undefined) throw malformed(`statement ${index} of an identity policy must not have ${unknown}`);
  if (raw.Effect !== 'Allow' && raw.Effect !== 'Deny')
    throw malformed(`statement ${index} must have Effect Allow or Deny`);
  requireOneOf(raw, index, 'Action', 'NotAction');
  requireOneOf(raw, index, 'Resource', 'NotResource');
  const actions = [...listOf(raw.Action), ...listOf(raw.NotAction)];
  const invalid = actions.find((action) => !ACTION.test(action));
  if (invalid !== undefined)
    throw malformed(`actions must be prefixed by a service (for example ecs:UpdateService), got ${invalid}`);
  return {
    label: typeof raw.Sid === 'string' ? raw.Sid : `#${index}`,
    effect: raw.Effect,
    ...optionalList('actions', raw.Action),
    ...optionalList('notActions', raw.NotAction),
    ...optionalList('resources', raw.Resource),
    ...optionalList('notResources', raw.NotResource),
    conditions: parseConditions(raw.Condition),
  };
}

function requireOneOf(raw: Raw, index: number, one: string, other: string): void {
  if ((raw[one] === undefined) === (raw[other] === undefined)) {
    throw malformed(`statement ${index} must have exactly one of ${one} and ${other}`);
  }
}

function parseConditions(condition: unknown): ConditionBlock {
  if (condition === undefined) return {};
  return Object.fromEntries(
    Object.entries(condition as Record<string, Record<string, unknown>>).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, listOf(values)])),
    ]),
  );
}

function optionalList<K extends string>(name: K, value: unknown): Partial<Record<K, readonly string[]>> {
  return value === undefined ? {} : ({ [name]: listOf(value) } as Record<K, readonly string[]>);
}

function listOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((one) => String(one));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`policy is not JSON: ${(error as Error).message}`);
  }
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
