import { evaluateConditions } from '../iam/conditions';
import { matchesArn, matchesPattern } from '../iam/patterns';
import { AuthorizationRequest, AwsError, Caller } from '../service';
import { Topic } from './topics';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Reads the `Policy` attribute. Throws InvalidParameter when it is not a policy document. */
export function parseTopicPolicy(text: string): readonly Statement[] {
  try {
    const { Statement: statements } = JSON.parse(text) as { Statement: Statement | readonly Statement[] };
    const list = [statements].flat() as readonly Statement[];
    if (list.every(({ Effect, Action }) => ['Allow', 'Deny'].includes(Effect) && Action !== undefined)) return list;
  } catch (error) {
    throw new AwsError('InvalidParameter', `Invalid parameter: Policy statement is not JSON: ${String(error)}`);
  }
  throw new AwsError('InvalidParameter', 'Invalid parameter: Policy statement needs Effect and Action');
}

/**
 * Whether a service may act on a topic. A topic without a policy of its own, or with an empty one, has the default policy, which
 * admits the topic's own account: CloudWatch alarms pass it, EventBridge does not (EventBridge User Guide, Using resource-based
 * policies; the former (memory)).
 */
export function topicAllows(
  topic: Topic,
  caller: Extract<Caller, { kind: 'service' }>,
  request: AuthorizationRequest,
  accountId: string,
): boolean {
  const text = topic.attributes.get('Policy');
  const statements = text === undefined ? [] : parseTopicPolicy(text);
  if (statements.length === 0) return caller.principal === 'cloudwatch.amazonaws.com';
  const context = { 'aws:SourceArn': caller.sourceArn, 'aws:SourceAccount': accountId, 'aws:SourceOwner': accountId };
  const met = statements.filter(
    (statement) =>
      admits(statement, caller.principal) &&
      listOf(statement.Action).some((pattern) => matchesPattern(pattern, request.action, true)) &&
      listOf(statement.Resource ?? '*').some((pattern) => matchesArn(pattern, request.resource)) &&
      conditionsMet(statement, context),
  );
  return met.some(({ Effect }) => Effect === 'Allow') && !met.some(({ Effect }) => Effect === 'Deny');
}

function admits({ Principal }: Statement, principal: string): boolean {
  if (Principal === undefined) return false;
  if (Principal === '*') return true;
  return listOf(Principal.Service ?? []).includes(principal) || listOf(Principal.AWS ?? []).includes('*');
}

/** What can't be evaluated decides against the request: an Allow does not hold, a Deny does. */
function conditionsMet({ Effect, Condition = {} }: Statement, context: Record<string, string>): boolean {
  const block = Object.fromEntries(
    Object.entries(Condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, listOf(values)])),
    ]),
  );
  const { kind } = evaluateConditions(block, context);
  return kind === 'unsupported' ? Effect === 'Deny' : kind === 'met';
}

function listOf(value: string | readonly string[]): readonly string[] {
  return [value].flat();
}
