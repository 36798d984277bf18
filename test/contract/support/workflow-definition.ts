import { stateMachineDefinition } from '../../helpers/state-machine-definition';
import { modelTemplate } from '../../helpers/model-stack';
import { MODEL } from './model-account';

/** The state machine of a synthesized model as it is deployed, with the ARNs that its functions have here. */
export function workflowDefinition(functionArn: (entry: string) => string): string {
  const template = modelTemplate({ modelName: MODEL });
  const functions = template.findResources('AWS::Lambda::Function');
  const arnOf = (logicalId: string): string => {
    const handler = functions[logicalId].Properties.Handler as string; // `traffic.handler`
    return functionArn(handler.slice(0, handler.lastIndexOf('.')));
  };
  const text = JSON.stringify(stateMachineDefinition(template));
  return text.replaceAll('<AWS::Partition>', 'aws').replace(/<(\w+)>/g, (_reference, id: string) => arnOf(id));
}
