import { unlessGone } from './gone';
import { DeployError } from '../deploy-error';
import { Properties, ResourceContext, ResourceProvider, ResourceProviders } from './provider';

/** State machine names have 80 characters at most (API reference). */
const NAME_LENGTH = 80;

const stateMachine: ResourceProvider = {
  properties: {
    update: [
      'Definition',
      'DefinitionString',
      'DefinitionSubstitutions',
      'LoggingConfiguration',
      'RoleArn',
      'Tags',
      'TracingConfiguration',
    ],
    replace: ['StateMachineName', 'StateMachineType'],
    others: 'refuse',
  },
  attributes: ['Arn', 'Name'],
  async create(properties, context) {
    const name: string = properties.StateMachineName ?? context.physicalName(NAME_LENGTH);
    const { stateMachineArn } = await context.account.call('states', 'CreateStateMachine', {
      name,
      type: properties.StateMachineType ?? 'STANDARD',
      definition: definitionOf(properties, context),
      roleArn: properties.RoleArn,
    });
    return { physicalId: stateMachineArn, attributes: { Arn: stateMachineArn, Name: name } };
  },
  async update(instance, properties, _previous, context) {
    await context.account.call('states', 'UpdateStateMachine', {
      stateMachineArn: instance.physicalId,
      definition: definitionOf(properties, context),
      roleArn: properties.RoleArn,
    });
    return instance;
  },
  async delete({ physicalId }, _properties, { account }) {
    await unlessGone(
      account.call('states', 'DeleteStateMachine', { stateMachineArn: physicalId }),
      'StateMachineDoesNotExist',
    );
  },
};

/** The definition's JSON text with `${key}` of the substitutions replaced. */
function definitionOf(properties: Properties, context: ResourceContext): string {
  const { Definition, DefinitionString, DefinitionSubstitutions = {} } = properties;
  if (Definition === undefined && typeof DefinitionString !== 'string') {
    throw new DeployError(
      `state machine ${context.logicalId} has neither Definition nor DefinitionString; one from S3 is not emulated`,
    );
  }
  const text: string = Definition === undefined ? DefinitionString : JSON.stringify(Definition);
  return Object.entries(DefinitionSubstitutions as Record<string, unknown>).reduce(
    (replaced, [key, value]) => replaced.replaceAll(`\${${key}}`, String(value)),
    text,
  );
}

export const statesProviders: ResourceProviders = { 'AWS::StepFunctions::StateMachine': stateMachine };
