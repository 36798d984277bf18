import { Construct } from 'constructs';
import { PromptsSpec } from '../../contract/index';
import { WorkersFunction, WorkersFunctionProps } from './workers-function';

/** Sends prompts to environments, asks judges, and counts. */
export class PromptSetFunction extends WorkersFunction {
  constructor(scope: Construct, id: string, props: WorkersFunctionProps<PromptsSpec>) {
    super(scope, id, props, {
      entry: 'prompt-set',
      description: `Sends prompts to versions of model ${props.modelName} before they get traffic`,
      purpose: 'Prompts',
      objects: props.specs.map(({ suite }) => suite),
    });
    const judges = new Set(props.specs.flatMap((spec) => spec.judges.map(({ functionArn }) => functionArn)));
    if (judges.size > 0) this.allow(['lambda:InvokeFunction'], [...judges]);
  }
}
