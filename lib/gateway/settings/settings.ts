import { ENVIRONMENTS } from '../../contract/environment';
import { GatewaySettings, MirrorSettings, ProtectSettings } from '../../contract/gateway';
import { SliceRule } from '../../contract/slices';
import { Compare, comparing } from '../../core/compare/compare';
import { Slicing, slicing } from '../../core/compare/slice';

/** Thresholds are metrics of their own, which cost money. */
const MAX_THRESHOLDS = 5;

/** Settings as the gateway works with them. */
export interface CompleteSettings {
  readonly mirror: MirrorSettings | undefined;
  readonly protect: ProtectSettings | undefined;
  readonly compare: Compare | undefined;
  readonly slicing: Slicing | undefined;
  readonly release: string | undefined;
  readonly latencyThresholdsMs: readonly number[];
  readonly versions: NonNullable<GatewaySettings['versions']>;
}

export const NO_SETTINGS: CompleteSettings = {
  mirror: undefined,
  protect: undefined,
  compare: undefined,
  slicing: undefined,
  release: undefined,
  latencyThresholdsMs: [],
  versions: {},
};

type Members = { readonly [member: string]: unknown };

/** Reads the JSON that a release writes. Throws an error with value, rule and remedy. */
export function parseSettings(text: string): CompleteSettings {
  const {
    mirror,
    protect,
    compare,
    slices,
    release,
    latencyThresholdsMs = [],
    versions = {},
    ...unknown
  } = parseObject(text);
  const names = Object.keys(unknown);
  if (names.length > 0) {
    throw new Error(
      `settings must be mirror, protect, compare, slices, release, latencyThresholdsMs and versions, got ${names.join(', ')}; remove that`,
    );
  }
  return {
    mirror: mirror === undefined ? undefined : mirrorOf(mirror),
    protect: protect === undefined ? undefined : protectOf(protect),
    compare: compare === undefined ? undefined : compareOf(compare),
    slicing: slices === undefined ? undefined : slicingOf(slices),
    release: release === undefined ? undefined : releaseOf(release),
    latencyThresholdsMs: thresholds(latencyThresholdsMs),
    versions: versions as CompleteSettings['versions'],
  };
}

function parseObject(text: string): Members {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Members;
  } catch {
    // said below
  }
  throw new Error(`settings must be a JSON object, got ${JSON.stringify(text.slice(0, 100))}; write {} for none`);
}

function isEnvironment(name: unknown): boolean {
  return (ENVIRONMENTS as readonly unknown[]).includes(name);
}

function isNumber(number: unknown, max: number): boolean {
  return typeof number === 'number' && number >= 0 && number <= max;
}

function protectOf(value: unknown): ProtectSettings {
  const { of, by, until } = (value ?? {}) as Members;
  if (isEnvironment(of) && isEnvironment(by) && of !== by && isNumber(until, Infinity)) return value as ProtectSettings;
  throw new Error(
    `protect must be of and by (blue or green, not the same) and until (seconds since 1970), got ${JSON.stringify(value)}; leave it out to protect nobody`,
  );
}

function mirrorOf(value: unknown): MirrorSettings {
  const { from, to, percent, until } = (value ?? {}) as Members;
  if (isEnvironment(from) && isEnvironment(to) && isNumber(percent, 100) && isNumber(until, Infinity)) {
    return value as MirrorSettings;
  }
  throw new Error(
    `mirror must be from and to (blue or green), percent (0 to 100) and until (seconds since 1970), got ${JSON.stringify(value)}; leave it out to mirror nothing`,
  );
}

function compareOf(value: unknown): Compare {
  if (Array.isArray(value) && value.length > 0) return comparing(value);
  throw new Error(`compare must be a list of values, got ${JSON.stringify(value)}; leave it out to compare nothing`);
}

function slicingOf(value: unknown): Slicing {
  const { by, at, values } = (value ?? {}) as Members;
  if ((by === 'header' || by === 'body') && typeof at === 'string' && Array.isArray(values)) {
    return slicing(value as SliceRule);
  }
  throw new Error(
    `slices must be by (header or body), at and values, got ${JSON.stringify(value)}; leave it out to count none apart`,
  );
}

function releaseOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error(`release must be a text, got ${JSON.stringify(value)}; leave it out to keep no samples`);
}

function thresholds(value: unknown): readonly number[] {
  const valid =
    Array.isArray(value) &&
    value.length <= MAX_THRESHOLDS &&
    value.every((each) => typeof each === 'number' && each > 0 && each <= 86_400_000);
  if (valid) return [...new Set(value as number[])];
  throw new Error(
    `latencyThresholdsMs must be at most ${MAX_THRESHOLDS} numbers of milliseconds above 0, got ${JSON.stringify(value)}; [] counts none`,
  );
}
