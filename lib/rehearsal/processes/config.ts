import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ModelSettings, RehearsalFile, rehearsalFileSchema } from './config-schema';
import { configProblems } from './config-problems';
import { LateLabels } from '../run/label-source';
import { ConfiguredRequest, configuredRequests } from './configured-requests';
import { configuredLabels } from './configured-labels';
import { checkModelFolders } from './configured-model';

/** The file that describes a rehearsal, beside cdk.json. */
export const REHEARSAL_FILE = 'bluegreen.rehearsal.json';
/** The key of cdk.json that may hold the same. */
export const CDK_JSON_KEY = 'bluegreenRehearsal';

/** A checked configuration: defaults filled in, bodies read. */
export interface RehearsalConfig {
  /** Folder of the file; `model.cwd` and `bodyFile` are relative to it. */
  readonly directory: string;
  /** Version that is live when the rehearsal begins. */
  readonly from?: string;
  /** Version to release. */
  readonly to?: string;
  /** CDK context key that chooses the version at synth. */
  readonly versionContext: string;
  readonly model: ModelSettings;
  /** Feature groups of SageMaker Feature Store, by name. */
  readonly featureStore: RehearsalFile['featureStore'];
  readonly load: {
    /** Requests per real second. */
    readonly rps: number;
    readonly requests: readonly ConfiguredRequest[];
    /** Share of the requests that the cohort sends, of a model that has one. */
    readonly cohortPercent: number;
  };
  /** What is learnt of the requests later; undefined: nothing. */
  readonly labels?: LateLabels;
}

/**
 * Reads bluegreen.rehearsal.json, or else the key `bluegreenRehearsal` of cdk.json. Throws one error that lists every problem
 * with file, path, value, rule and remedy.
 */
export function loadRehearsalConfig(directory: string): RehearsalConfig {
  const { source, settings } = readSettings(directory);
  const parsed = rehearsalFileSchema.safeParse(settings);
  if (!parsed.success) throw configProblems(source, settings, parsed.error.issues);
  const { load, model, labels, ...rest } = parsed.data;
  checkModelFolders(source, directory, model);
  const requests = configuredRequests(source, directory, load.requests);
  const late =
    labels === undefined
      ? {}
      : {
          labels: {
            byRequest: configuredLabels(source, directory, labels, requests),
            afterMinutes: labels.afterMinutes,
          },
        };
  return { ...rest, directory, model, load: { ...load, requests }, ...late };
}

/** The settings, and what errors call the place they are in. */
interface Settings {
  readonly source: string;
  readonly settings: unknown;
}

function readSettings(directory: string): Settings {
  const file = join(directory, REHEARSAL_FILE);
  if (existsSync(file)) return { source: file, settings: readJson(file) };
  const cdkJson = join(directory, 'cdk.json');
  const settings = existsSync(cdkJson)
    ? (readJson(cdkJson) as Record<string, unknown> | null)?.[CDK_JSON_KEY]
    : undefined;
  if (settings !== undefined) return { source: `${cdkJson} (${CDK_JSON_KEY})`, settings };
  throw new Error(
    `a rehearsal must be told how to start the model: found neither ${file} nor "${CDK_JSON_KEY}" in cdk.json; write ${REHEARSAL_FILE} with "model" and "load"`,
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} must be JSON: ${(error as Error).message}; correct it`, { cause: error });
  }
}
