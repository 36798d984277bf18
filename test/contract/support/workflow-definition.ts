import { stateMachineDefinition } from '../../helpers/state-machine-definition';
import { modelTemplate } from '../../helpers/model-stack';
import { MODEL } from './model-account';

/** The state machine of a synthesized model as it is deployed, but for the ARNs of its functions. */
export interface WorkflowDefinition {
  /** Its text with the functions' ARNs; `functionArn` gets the name of the bundle's file. */
  withFunctions(functionArn: (entry: string) => string): string;
}

export function synthesizeWorkflow(): WorkflowDefinition {
  const template = modelTemplate({ modelName: MODEL });
  const text = JSON.stringify(stateMachineDefinition(template)).replaceAll('<AWS::Partition>', 'aws');
  const functions = template.findResources('AWS::Lambda::Function');
  const entryOf = (logicalId: string): string => {
    const handler = functions[logicalId].Properties.Handler as string; // `traffic.handler`
    return handler.slice(0, handler.lastIndexOf('.'));
  };
  return {
    withFunctions: (functionArn) =>
      text.replace(/<(\w+)>/g, (_reference, logicalId: string) => functionArn(entryOf(logicalId))),
  };
}
