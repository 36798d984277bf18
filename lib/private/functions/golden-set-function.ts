import { Construct } from 'constructs';
import { GoldenSetSpec } from '../../contract/index';
import { WorkersFunction, WorkersFunctionProps } from './workers-function';

/** Reads golden sets, sends their items to both environments and counts. */
export class GoldenSetFunction extends WorkersFunction {
  constructor(scope: Construct, id: string, props: WorkersFunctionProps<GoldenSetSpec>) {
    super(scope, id, props, {
      entry: 'golden-set',
      description: `Sends golden sets to versions of model ${props.modelName} before they get traffic`,
      purpose: 'Golden sets',
      objects: props.specs.map(({ dataset }) => dataset),
    });
  }
}
