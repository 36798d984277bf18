import { EnvironmentName, GATEWAY_CONTAINER, GatewayEnv, ParitySpec, SageMakerParitySpec, Verdict } from '../contract';

/** Configuration of an environment as nested data; arrays are compared by index. */
export type Configuration = Readonly<Record<string, unknown>>;

/** One difference: the value on each side, `undefined` where the path is absent. */
export interface Difference {
  readonly path: string;
  readonly live: unknown;
  readonly idle: unknown;
}

/** More than this many differences are counted, not listed: the verdict has to fit into the ledger. */
const MAX_LISTED = 25;

/** Values are cut to this many characters in evidence. */
const MAX_VALUE_LENGTH = 200;

/** Members of a SageMaker container that say what it serves. */
const SAGEMAKER_ARTEFACT: readonly string[] = [
  'image',
  'modelPackageName',
  'inferenceSpecificationName',
  'modelDataUrl',
  'modelDataSource*',
  'additionalModelDataSources*',
];

/**
 * What differs between the gateways of two environments by nature: whose traffic it is, and the program itself, which comes with
 * an update of this library.
 */
const GATEWAY_VARIABLES: readonly string[] = [GatewayEnv.ENVIRONMENT, GatewayEnv.VERSION, GatewayEnv.CODE];

/** All leaves that differ, without those that the version declares or the user allows. */
export function differences(
  live: Configuration,
  idle: Configuration,
  ignored: readonly string[],
): readonly Difference[] {
  const liveLeaves = leaves(live);
  const idleLeaves = leaves(idle);
  const paths = [...new Set([...liveLeaves.keys(), ...idleLeaves.keys()])].sort();
  return paths
    .filter((path) => liveLeaves.get(path) !== idleLeaves.get(path))
    .filter((path) => !ignored.some((pattern) => matches(pattern, path)))
    .map((path) => ({ path, live: liveLeaves.get(path), idle: idleLeaves.get(path) }));
}

/** Paths that a version declares itself: its image or artefact, its environment variables; and what names it in a gateway. */
export function versionPaths(spec: ParitySpec | SageMakerParitySpec): readonly string[] {
  switch (spec.kind) {
    case 'parity':
      return [
        ...pathsIn(`containers.${spec.containerName}`, ['image'], spec.versionEnvironment),
        ...pathsIn(`containers.${GATEWAY_CONTAINER}`, [], GATEWAY_VARIABLES),
      ];
    case 'sagemaker-parity':
      return pathsIn('container', SAGEMAKER_ARTEFACT, spec.versionEnvironment);
  }
}

function pathsIn(container: string, artefact: readonly string[], environment: readonly string[]): readonly string[] {
  return [
    ...artefact.map((member) => `${container}.${member}`),
    ...environment.map((name) => `${container}.environment.${name}`),
  ];
}

/**
 * Judges the idle environment against the live one.
 *
 * @param isFirst whether no version is live, so that only what environments have without one was given
 */
export function parityVerdict(
  spec: ParitySpec | SageMakerParitySpec,
  environment: EnvironmentName,
  live: Configuration,
  idle: Configuration,
  isFirst = false,
): Verdict {
  const all = differences(live, idle, []).map((each) => ({ ...each, allowed: allowedBy(spec, each.path) }));
  const found = all.filter(({ allowed }) => allowed === undefined);
  const expected = all.filter(({ allowed }) => allowed !== undefined);
  const table = expected.length === 0 ? {} : { allowed: expected.slice(0, MAX_LISTED).map(shownAllowed) };
  const told = expected.length === 0 ? '' : `; ${expected.length} differ as they may`;
  const compared = new Set([...leaves(live).keys(), ...leaves(idle).keys()]).size;
  if (compared === 0) {
    return {
      check: spec.name,
      status: 'INSUFFICIENT_DATA',
      reason: 'no configuration was read',
      evidence: { compared },
    };
  }
  if (found.length === 0) {
    return {
      check: spec.name,
      status: 'PASS',
      // It must not say more than was looked at.
      reason:
        `${compared - all.length} values of ${environment} agree with the other environment's` +
        told +
        (isFirst ? '; what a version runs on was not compared, because none is live' : ''),
      evidence: { compared, ...table },
    };
  }
  const named = found.slice(0, 3).map(({ path }) => path);
  const more = found.length > named.length ? ` and ${found.length - named.length} more` : '';
  return {
    check: spec.name,
    status: 'FAIL',
    reason: `${found.length} of ${compared} values differ from the other environment's: ${named.join(', ')}${more}`,
    evidence: { compared, differing: found.length, differences: found.slice(0, MAX_LISTED).map(cutValues), ...table },
  };
}

/** Why a difference is none to worry about; undefined when it is. */
type Allowed = 'by the version' | 'by allowedDifferences' | 'by scaling';

/** The idle service is raised to what the live one has at the moment before traffic moves. */
const SCALED: readonly string[] = ['service.desiredCount'];

function allowedBy(spec: ParitySpec | SageMakerParitySpec, path: string): Allowed | undefined {
  const isIn = (patterns: readonly string[]) => patterns.some((pattern) => matches(pattern, path));
  if (isIn(versionPaths(spec))) return 'by the version';
  if (isIn(spec.allowedDifferences)) return 'by allowedDifferences';
  return isIn(SCALED) ? 'by scaling' : undefined;
}

/** Values of environment variables are nobody's business as long as they may differ. */
function shownAllowed({ allowed, ...difference }: Difference & { readonly allowed: Allowed | undefined }) {
  const { path, live, idle } = cutValues(difference);
  if (!path.includes('.environment.')) return { path, live, idle, allowed };
  const hidden = (value: unknown) => (value === 'absent' ? value : 'set');
  return { path, live: hidden(live), idle: hidden(idle), allowed };
}

/** A pattern is a path; `*` at its end matches any rest. */
function matches(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path;
}

function cutValues({ path, live, idle }: Difference): Difference {
  const cut = (value: unknown) => (typeof value === 'string' ? value.slice(0, MAX_VALUE_LENGTH) : (value ?? 'absent'));
  return { path, live: cut(live), idle: cut(idle) };
}

/** Leaf values by dotted path. An empty object or array is a leaf too: it differs from an absent one. */
function leaves(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (value === undefined) return into;
  if (value === null || typeof value !== 'object') return into.set(path, value);
  const entries = Object.entries(value);
  if (entries.length === 0 && path !== '') return into.set(path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, member] of entries) leaves(member, path === '' ? key : `${path}.${key}`, into);
  return into;
}
