import { DeployError } from '../deploy-error';
import { cidrBlocks } from './cidr';
import { availabilityZones, Scope } from './scope';

type ValueFunction = (argument: unknown, scope: Scope) => unknown;

/** Functions of already evaluated arguments, by name. */
export const VALUE_FUNCTIONS: Readonly<Record<string, ValueFunction>> = {
  'Fn::Join': (argument) => {
    const [separator, items] = pair('Fn::Join', argument);
    return list('Fn::Join', items)
      .map((item) => joinable(item, 'Fn::Join'))
      .join(String(separator));
  },
  'Fn::Split': (argument) => {
    const [separator, text] = pair('Fn::Split', argument);
    if (typeof text !== 'string') throw new DeployError(`Fn::Split takes a text, got ${JSON.stringify(text)}`);
    return text.split(String(separator));
  },
  'Fn::Select': (argument) => {
    const [index, items] = pair('Fn::Select', argument);
    const values = list('Fn::Select', items);
    const position = Number(index);
    if (Number.isInteger(position) && position >= 0 && position < values.length) return values[position];
    throw new DeployError(`Fn::Select index must be between 0 and ${values.length - 1}, got ${String(index)}`);
  },
  'Fn::GetAZs': (argument, scope) => availabilityZones(argument === '' ? scope.region : String(argument)),
  'Fn::Base64': (argument) => Buffer.from(joinable(argument, 'Fn::Base64')).toString('base64'),
  'Fn::Cidr': (argument) => {
    const [block, count, bits] = list('Fn::Cidr', argument);
    return cidrBlocks(String(block), Number(count), Number(bits));
  },
};

/** Text of a scalar as CloudFormation puts it into a text; a list or an object can't be. */
export function joinable(value: unknown, place: string): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new DeployError(`${place} takes texts, got ${JSON.stringify(value) ?? typeof value}`);
}

function pair(name: string, argument: unknown): readonly [unknown, unknown] {
  if (Array.isArray(argument) && argument.length === 2) return [argument[0], argument[1]];
  throw new DeployError(`${name} takes a list of 2, got ${JSON.stringify(argument)}`);
}

function list(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new DeployError(`${name} takes a list, got ${JSON.stringify(value)}`);
}
