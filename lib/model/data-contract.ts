import { DataContractSpec, FeatureGroupSpec } from '../contract/index';
import { Problems, secondsOf } from '../private/validation';
import { DataContractProps, FeatureGroupContract } from './data-contract-props';

/** The whole contract stands in the definition of the state machine, and is handed to a function. */
const MAX_CHARACTERS = 100_000;

const MAX_GROUPS = 20;

/** What one call reads (API reference of the Feature Store runtime, `BatchGetRecord`). */
const MAX_RECORDS = 100;

const YEAR_SECONDS = 365 * 24 * 3600;

/**
 * What a version asks of its callers and its data, and what it promises. `Check.dataContract()` holds it against what is sent and
 * answered, against its feature groups, and against the live version's contract.
 */
export class DataContract {
  /**
   * A contract. Errors at synth: nothing in it, more than 100,000 characters of JSON, more than 20 feature groups, a group twice or without
   * features, `maxAge` without `sampleRecords`, a value out of its range.
   */
  public static of(props: DataContractProps): DataContract {
    return new DataContract(props);
  }

  private readonly spec: DataContractSpec;

  private constructor(props: DataContractProps) {
    const { request, response, featureGroups = [], tags = {}, rollForwardOnly } = props;
    const problems = new Problems();
    if (
      request === undefined &&
      response === undefined &&
      featureGroups.length === 0 &&
      Object.keys(tags).length === 0
    ) {
      problems.add('it must hold something, got nothing; give request, response, featureGroups or tags');
    }
    if (featureGroups.length > 0) problems.count('featureGroups', featureGroups, MAX_GROUPS, 'name those that matter');
    const names = featureGroups.map(({ name }) => name.toLowerCase());
    const twice = featureGroups.filter(({ name }, index) => names.indexOf(name.toLowerCase()) !== index);
    for (const { name } of twice) problems.add(`featureGroups must be different, got ${name} twice; merge them`);
    problems.text('rollForwardOnly', rollForwardOnly, /^[^\n]{1,200}$/, 'a reason of 1 to 200 characters on one line');
    this.spec = {
      ...(request === undefined ? {} : { request: request._schema }),
      ...(response === undefined ? {} : { response: response._schema }),
      featureGroups: featureGroups.map((group) => groupSpec(group, problems)),
      tags: { ...tags },
      ...(rollForwardOnly === undefined ? {} : { rollForwardOnly }),
    };
    const characters = JSON.stringify({ request: this.spec.request, response: this.spec.response }).length;
    if (characters > MAX_CHARACTERS) {
      problems.add(
        `schemas must have ${MAX_CHARACTERS} characters of JSON together at most, got ${characters}; leave descriptions and examples out`,
      );
    }
    problems.throwIfAny('data contract');
  }

  /** @internal */
  public get _spec(): DataContractSpec {
    return this.spec;
  }
}

function groupSpec(group: FeatureGroupContract, problems: Problems): FeatureGroupSpec {
  const { name, features, maxAge, sampleRecords = [], encryptionKey } = group;
  const at = `featureGroups "${name}"`;
  problems.text(`${at}.name`, name, /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,63}$/, '1 to 64 letters, digits or -');
  problems.count(`${at}.features`, Object.keys(features), 2_500, 'name those that the version reads');
  problems.duration(`${at}.maxAge`, maxAge, 1, YEAR_SECONDS);
  if (sampleRecords.length > 0) problems.count(`${at}.sampleRecords`, sampleRecords, MAX_RECORDS, 'a few are enough');
  else if (maxAge !== undefined) {
    problems.add(`${at}.maxAge must come with sampleRecords, got none; name records whose age stands for the others'`);
  }
  return {
    name,
    features: { ...features },
    ...(maxAge === undefined ? {} : { maxAgeSeconds: secondsOf(maxAge) }),
    sampleRecords: [...new Set(sampleRecords)],
    ...(encryptionKey === undefined ? {} : { encryptionKeyArn: encryptionKey.keyArn }),
  };
}
