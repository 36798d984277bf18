import { GatewaySettings } from '../../contract/gateway';

/** Thresholds are metrics of their own, which cost money. */
const MAX_THRESHOLDS = 5;

/** Settings with everything that was left out filled in. */
export type CompleteSettings = Required<GatewaySettings>;

export const NO_SETTINGS: CompleteSettings = { mirrorPercent: 0, latencyThresholdsMs: [] };

/** Reads the JSON that a release writes. Throws an error with value, rule and remedy. */
export function parseSettings(text: string): CompleteSettings {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(notAnObject(text));
  const { mirrorPercent = 0, latencyThresholdsMs = [], ...unknown } = value as Record<string, unknown>;
  const names = Object.keys(unknown);
  if (names.length > 0) {
    throw new Error(`settings must be mirrorPercent and latencyThresholdsMs, got ${names.join(', ')}; remove that`);
  }
  return { mirrorPercent: percent(mirrorPercent), latencyThresholdsMs: thresholds(latencyThresholdsMs) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(notAnObject(text));
  }
}

function notAnObject(text: string): string {
  return `settings must be a JSON object, got ${JSON.stringify(text.slice(0, 100))}; write {"mirrorPercent":10}`;
}

function percent(value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw new Error(`mirrorPercent must be a number from 0 to 100, got ${JSON.stringify(value)}; 0 mirrors nothing`);
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
