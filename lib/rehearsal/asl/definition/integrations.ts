import { parseTemplate } from '../intrinsics/template';
import { JsonObject, member } from '../json';
import { SyntaxProblem } from '../paths/path';
import { jsonObject, parsedBy } from './fields';

/** What a Task may do in a rehearsal. */
export type Integration = 'lambda:invoke' | 'states:startExecution.sync:2';

/** The service integrations in any partition. Functions as resources, activities and other integrations are not rehearsed. */
const RESOURCE = /^arn:aws[a-z-]*:states:::(.+)$/;

interface Members {
  /** Members of the integration's Parameters that the rehearsal honours, with and without `.$`. */
  readonly known: readonly string[];
  readonly required: string;
}

const INTEGRATIONS: Readonly<Record<Integration, Members>> = {
  'lambda:invoke': { known: ['FunctionName', 'Payload', 'InvocationType'], required: 'FunctionName' },
  'states:startExecution.sync:2': { known: ['StateMachineArn', 'Input', 'Name'], required: 'StateMachineArn' },
};

export const INTEGRATION_NAMES = Object.keys(INTEGRATIONS)
  .map((name) => `arn:<partition>:states:::${name}`)
  .join(' and ');

/** Undefined for one that is not rehearsed. */
export function integrationOf(resource: string): Integration | undefined {
  const name = RESOURCE.exec(resource)?.[1] ?? '';
  return Object.hasOwn(INTEGRATIONS, name) ? (name as Integration) : undefined;
}

export function integrationParameters(integration: Integration) {
  const { known, required } = INTEGRATIONS[integration];
  return parsedBy(jsonObject, (parameters: JsonObject) => {
    const names = Object.keys(parameters).map((key) => key.replace(/\.\$$/, ''));
    const unknown = names.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new SyntaxProblem(`${unknown.join(', ')} of ${integration} is not rehearsed`);
    if (!names.includes(required)) throw new SyntaxProblem(`${integration} needs ${required}`);
    const invocationType = member(parameters, 'InvocationType') ?? 'RequestResponse';
    if (invocationType !== 'RequestResponse') {
      throw new SyntaxProblem(`InvocationType must be RequestResponse, got ${JSON.stringify(invocationType)}`);
    }
    return parseTemplate(parameters);
  });
}
