import { isDate } from 'node:util/types';
import { XMLBuilder } from 'fast-xml-parser';
import { AwsError } from '../service';
import type { Codec } from './codec';
import { mapMembers, QUERY_BOOLEANS, QUERY_NUMBERS } from './members';

const xml = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: '@', suppressEmptyNode: true });

/** AWS query protocol: a form with dotted member names in, XML out. */
export function queryCodec(signingName: string, xmlNamespace: string): Codec {
  const root = xmlNamespace === '' ? {} : { '@xmlns': xmlNamespace };
  return {
    decode: ({ body, query }) => {
      const form = new URLSearchParams(body.length > 0 ? body.toString('utf8') : query);
      const operation = form.get('Action');
      if (operation === null) throw new AwsError('MissingAction', 'the request must have an Action');
      return { operation, input: parseForm(form) };
    },
    encode: (operation, output, requestId) => ({
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: xml.build({
        [`${operation}Response`]: {
          ...root,
          [`${operation}Result`]: toXml(output ?? {}, mapMembers(signingName)),
          ResponseMetadata: { RequestId: requestId },
        },
      }),
    }),
    encodeError: (error, requestId) => ({
      status: error.status,
      headers: { 'content-type': 'text/xml' },
      body: xml.build({
        ErrorResponse: {
          ...root,
          Error: {
            Type: error.status < 500 ? 'Sender' : 'Receiver',
            Code: error.code,
            Message: error.message,
            ...(toXml(error.details, mapMembers(signingName)) as object),
          },
          RequestId: requestId,
        },
      }),
    }),
  };
}

/** Form fields as a tree: objects of members whose leaves are text. */
interface Tree {
  [name: string]: Tree | string;
}

function parseForm(form: URLSearchParams): Record<string, unknown> {
  const tree: Tree = Object.create(null);
  for (const [path, value] of form) {
    if (path !== 'Action' && path !== 'Version') plant(tree, path.split('.'), value);
  }
  return Object.fromEntries(Object.entries(tree).map(([name, member]) => [name, typed(name, member)]));
}

function plant(tree: Tree, path: readonly string[], value: string): void {
  let node = tree;
  for (const name of path.slice(0, -1)) {
    const next = node[name];
    node = typeof next === 'object' ? next : (node[name] = Object.create(null) as Tree);
  }
  node[path.at(-1) ?? ''] = value;
}

/** `X.member.N` is a list, `X.entry.N` a map of `key`/`value` (SNS also writes `Name`/`Value`), everything else a structure. */
function typed(name: string, node: Tree | string): unknown {
  if (typeof node === 'string') return typedText(name, node);
  if (typeof node.member === 'object') return inOrder(node.member).map((item) => typed('', item));
  if (typeof node.entry === 'object') return Object.fromEntries(inOrder(node.entry).map((entry) => typedEntry(entry)));
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, typed(key, member)]));
}

function typedText(name: string, text: string): unknown {
  if (QUERY_BOOLEANS.has(name)) return text === 'true';
  if (!QUERY_NUMBERS.has(name)) return text;
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) {
    throw new AwsError('MalformedInput', `${name} must be a number, got '${text}'`);
  }
  return number;
}

function typedEntry(entry: Tree | string): [string, unknown] {
  if (typeof entry === 'string')
    throw new AwsError('MalformedInput', `a map entry must have key and value, got ${entry}`);
  const key = entry.key ?? entry.Name;
  const value = entry.value ?? entry.Value ?? '';
  return [typeof key === 'string' ? key : '', typed('', value)];
}

function inOrder(list: Tree): readonly (Tree | string)[] {
  return Object.entries(list)
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => item);
}

function toXml(value: unknown, maps: ReadonlySet<string>, name = ''): unknown {
  if (isDate(value)) return value.toISOString();
  if (Array.isArray(value)) return value.length === 0 ? '' : { member: value.map((item) => toXml(item, maps)) };
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  if (maps.has(name)) return { entry: members.map(([key, member]) => ({ key, value: toXml(member, maps) })) };
  return Object.fromEntries(members.map(([key, member]) => [key, toXml(member, maps, key)]));
}
