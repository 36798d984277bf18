import { singleFunction } from './function-call';
import { attributeOf } from './resolve';
import { placeholders } from './substitute';

/** One use of another element of the template: `attribute` is undefined for `Ref`. */
export interface Reference {
  readonly name: string;
  readonly attribute?: string;
}

/** Every `Ref`, `Fn::GetAtt` and `Fn::Sub` placeholder in a value, pseudo parameters left out, in both branches of `Fn::If`. */
export function referencesIn(value: unknown, where: string): readonly Reference[] {
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, where));
  if (typeof value !== 'object' || value === null) return [];
  const call = singleFunction(value);
  const inside = Object.values(value).flatMap((member) => referencesIn(member, where));
  return call === undefined ? inside : [...ownReferences(call.name, call.argument, where), ...inside];
}

function ownReferences(name: string, argument: unknown, where: string): readonly Reference[] {
  if (name === 'Ref') return named([String(argument)]);
  if (name === 'Fn::Sub') return named(placeholders(argument));
  if (name !== 'Fn::GetAtt') return [];
  const computed = Array.isArray(argument) && typeof argument[1] !== 'string';
  if (computed) return [{ name: String((argument as unknown[])[0]) }];
  const [logicalId, attribute] = attributeOf(argument, undefined, where);
  return [{ name: logicalId, attribute }];
}

function named(names: readonly string[]): readonly Reference[] {
  return names
    .filter((name) => !name.startsWith('AWS::'))
    .map((name) => {
      const dot = name.indexOf('.');
      return dot > 0 ? { name: name.slice(0, dot), attribute: name.slice(dot + 1) } : { name };
    });
}
