import { Expression, parseExpression } from '../aws/cloudwatch/math/parser';
import { DeclaredModel } from './declared-model';

/**
 * Requests that a virtual minute needs before it counts for the model: those that its plan measures by, or, for a plan that says
 * nothing, those below which its alarms ignore a minute (`IF(FILL(requests,0)+FILL(refused,0) >= 20, …)`). 0 when neither asks for any.
 */
export function minimumRequests({ plan, alarms }: DeclaredModel): number {
  const planned = (plan.measurement as { readonly minimumRequests?: number } | undefined)?.minimumRequests;
  if (planned !== undefined) return planned;
  const queries = alarms.flatMap(({ Metrics = [] }) => Metrics as readonly MetricQuery[]);
  const expressions = queries.flatMap((query) => query.Expression ?? []);
  return Math.max(0, ...expressions.map((text) => lowerBound(parseExpression(text))));
}

/** One element of an alarm's metric math: an expression, or a metric that it reads. */
interface MetricQuery {
  readonly Expression?: string;
}

function lowerBound(expression: Expression): number {
  if (expression.kind !== 'call' || expression.name !== 'IF') return 0;
  const [condition] = expression.args;
  if (condition.kind !== 'binary' || condition.operator !== '>=' || condition.right.kind !== 'number') return 0;
  return condition.right.value;
}
