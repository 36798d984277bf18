import { StackResource } from '../deploy';

/** Name of a function's entry, `traffic` for `traffic.handler`, by its physical name; undefined for functions of others. */
export type EntryOf = (functionName: string) => string | undefined;

/** The functions of a stack. */
export function entriesOf(resources: Iterable<StackResource>): EntryOf {
  const functions = [...resources].filter(({ definition }) => definition.Type === 'AWS::Lambda::Function');
  const entries = new Map(functions.map((each) => [each.physicalId, String(each.properties.Handler).split('.')[0]]));
  return (functionName) => entries.get(functionName);
}
