import { DataContractSpec, FeatureGroupSpec, JsonSchema, RecordedContract } from '../../contract/index';
import { canonicalJson, contentHash } from '../content-hash';
import { Breach, breaches } from './containment';
import { isDraft07 } from './schema';

/** Something of a contract that differs from the live version's. */
export interface ContractChange {
  readonly part: 'request' | 'response' | 'feature-group' | 'tag';
  /** JSON pointer into the value (`*` any other member, `[]` any item), or the name of a feature group, feature or tag. */
  readonly path: string;
  /** Keyword of the schema, or what changed of a feature. */
  readonly rule: string;
  readonly live: unknown;
  readonly candidate: unknown;
}

/** The live version's contract beside a candidate's. */
export interface Compatibility {
  /** Callers of the live version, or readers of its answers, break. */
  readonly breaking: readonly ContractChange[];
  /** Callers that use what is new are refused by the live version after a rollback. They use nothing new before they know of it. */
  readonly goingBack: readonly ContractChange[];
  /** Told, and nothing else: tags, and feature groups that are read otherwise. */
  readonly other: readonly ContractChange[];
}

/** Values are cut to this many characters of JSON: they are told to people, and stand in the ledger. */
const MAX_VALUE_LENGTH = 120;

/** What a release keeps of its contract, for the releases after it. */
export function recordOf(
  release: { version: string; releaseId: string },
  contract: DataContractSpec,
): RecordedContract {
  const { version, releaseId } = release;
  return { version, releaseId, hash: contentHash(contract), contract };
}

/**
 * What changes for callers and readers. A request schema must admit whatever the live one admits, and a response schema only what the
 * live one admits; docs/data-contract.md has the rules keyword by keyword.
 */
export function compareContracts(live: DataContractSpec, candidate: DataContractSpec): Compatibility {
  return {
    breaking: [
      ...changes('request', live.request, candidate.request, 'live-is-narrow'),
      ...changes('response', candidate.response, live.response, 'candidate-is-narrow'),
    ],
    goingBack: changes('request', candidate.request, live.request, 'candidate-is-narrow'),
    other: [...featureChanges(live.featureGroups, candidate.featureGroups), ...tagChanges(live.tags, candidate.tags)],
  };
}

type Roles = 'live-is-narrow' | 'candidate-is-narrow';

/** No schema on the wide side promises, or asks, nothing; none on the narrow side says nothing that could be relied on. */
function changes(
  part: 'request' | 'response',
  narrow: JsonSchema | undefined,
  wide: JsonSchema | undefined,
  roles: Roles,
): readonly ContractChange[] {
  if (wide === undefined) return [];
  const found: readonly Breach[] =
    narrow === undefined
      ? [{ path: '', keyword: 'schema', narrow: undefined, wide: 'declared' }]
      : isDraft07(narrow) === isDraft07(wide)
        ? breaches({
            narrow: { schema: narrow, root: narrow },
            wide: { schema: wide, root: wide },
            path: '',
            // Readers that use a member find it gone, even one that was optional.
            keepsMembers: part === 'response',
            isPart: false,
            pending: [],
          })
        : [{ path: '', keyword: '$schema', narrow: narrow.$schema, wide: wide.$schema }];
  return found.map(({ path, keyword, narrow: own, wide: admitted }) => {
    const [ofLive, ofCandidate] = roles === 'live-is-narrow' ? [own, admitted] : [admitted, own];
    return { part, path, rule: keyword, live: cut(ofLive), candidate: cut(ofCandidate) };
  });
}

function featureChanges(
  live: readonly FeatureGroupSpec[],
  candidate: readonly FeatureGroupSpec[],
): readonly ContractChange[] {
  const flat = (groups: readonly FeatureGroupSpec[]) =>
    new Map(
      groups.flatMap(({ name, features }) =>
        Object.entries(features).map(([feature, type]) => [`${name}.${feature}`, type] as const),
      ),
    );
  return valueChanges('feature-group', flat(live), flat(candidate));
}

function tagChanges(
  live: Readonly<Record<string, string>>,
  candidate: Readonly<Record<string, string>>,
): readonly ContractChange[] {
  return valueChanges('tag', new Map(Object.entries(live)), new Map(Object.entries(candidate)));
}

function valueChanges(
  part: 'feature-group' | 'tag',
  live: ReadonlyMap<string, string>,
  candidate: ReadonlyMap<string, string>,
): readonly ContractChange[] {
  const names = [...new Set([...live.keys(), ...candidate.keys()])].sort();
  return names
    .filter((name) => live.get(name) !== candidate.get(name))
    .map((name) => {
      const rule = !live.has(name) ? 'added' : !candidate.has(name) ? 'removed' : 'changed';
      return { part, path: name, rule, live: cut(live.get(name)), candidate: cut(candidate.get(name)) };
    });
}

function cut(value: unknown): unknown {
  if (value === undefined) return 'absent';
  const text = canonicalJson(value);
  return text.length <= MAX_VALUE_LENGTH ? value : `${text.slice(0, MAX_VALUE_LENGTH)}…`;
}
