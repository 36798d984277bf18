import { runtimeFailure } from '../failure';
import { Scope, readRequired } from '../intrinsics/evaluate';
import { Path } from '../paths/path';

/** An integer from the data. @throws StateFailure States.Runtime for anything but an integer of `least` or more */
export function integerAt(path: Path, scope: Scope, field: string, least: number): number {
  const value = readRequired(path, scope, field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw runtimeFailure(`${field} must give an integer of ${least} or more, got ${JSON.stringify(value)}`);
}
