import { JsonObject } from '../json';

/** Fields of a Map state that only the distributed mode has. */
const DISTRIBUTED_FIELDS = [
  'ItemReader',
  'ItemBatcher',
  'ResultWriter',
  'Label',
  'ToleratedFailureCount',
  'ToleratedFailureCountPath',
  'ToleratedFailurePercentage',
  'ToleratedFailurePercentagePath',
];

/** Fields of which one at most may be given. */
const ALTERNATIVES = [
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
  ['ItemsPath', 'ItemReader'], // AWS applies the path to what was read, which is not rehearsed
];

/** What is wrong with a Map state's fields together, each by itself being right. */
export function mapProblems(state: JsonObject, isDistributed: boolean): readonly string[] {
  const has = (field: string) => state[field] !== undefined;
  const misplaced = isDistributed ? [] : DISTRIBUTED_FIELDS.filter(has);
  return [
    ...misplaced.map((field) => `${field} needs a processor whose ProcessorConfig has the Mode DISTRIBUTED`),
    ...ALTERNATIVES.filter((fields) => fields.every(has)).map((fields) => `give ${fields.join(' or ')}, not both`),
  ];
}
