import { AwsError } from '../service';
import { satisfies } from './expression/evaluator';
import { Placeholders } from './expression/names';
import { parseExpression } from './expression/parser';
import { Item } from './item';

/** Throws ConditionalCheckFailedException when the request has a condition that the stored item does not satisfy. */
export function requireCondition(input: any, existing: () => Item | undefined): void {
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const condition =
    input.ConditionExpression === undefined
      ? undefined
      : parseExpression(input.ConditionExpression, 'ConditionExpression', placeholders);
  placeholders.requireAllUsed();
  const item = existing();
  if (condition === undefined || satisfies(item, condition)) return;
  const details = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && item !== undefined ? { Item: item } : {};
  throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, details);
}
