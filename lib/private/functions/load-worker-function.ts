import { Construct } from 'constructs';
import { LoadTestSpec } from '../../contract/index';
import { WorkersFunction, WorkersFunctionProps } from './workers-function';

/** A core of its own: a worker that shares one is late. */
const MEMORY_MB = 1_769;

/** Plans load tests, sends their load and counts. */
export class LoadWorkerFunction extends WorkersFunction {
  constructor(scope: Construct, id: string, props: WorkersFunctionProps<LoadTestSpec>) {
    super(scope, id, props, {
      entry: 'load-worker',
      description: `Tests versions of model ${props.modelName} under load before they get traffic`,
      memorySize: MEMORY_MB,
      purpose: 'Load tests',
      objects: props.specs.flatMap(({ corpus }) => (corpus.kind === 'dataset' ? [corpus.dataset] : [])),
    });
  }
}
