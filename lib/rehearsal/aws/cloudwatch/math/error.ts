import { AwsError } from '../../service';

/** The expression is wrong: CloudWatch refuses it when the alarm or the query is made. */
export function invalidExpression(text: string, why: string): AwsError {
  return new AwsError('ValidationError', `Error in expression '${text}': ${why}`);
}

/** The expression may be right, but the emulator can't compute it: 501, never a guess. */
export function expressionNotEmulated(text: string, what: string): AwsError {
  return new AwsError('NotImplemented', `expression '${text}' uses ${what}, which is not emulated`, 501);
}
