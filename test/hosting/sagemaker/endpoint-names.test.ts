import { App, Environment, Stack, Stage } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BlueGreenModel, ModelHosting, SageMakerRouting } from '../../../lib';
import { newApp } from '../../helpers/model-stack';
import { sageMakerVersion } from '../../helpers/sagemaker-stack';

function addModel(scope: Construct, modelName: string, routing?: SageMakerRouting, env?: Environment): void {
  const stack = new Stack(scope, `Stack-${modelName}`, { env });
  new BlueGreenModel(stack, 'Model', {
    modelName,
    version: sageMakerVersion(stack),
    hosting: ModelHosting.sageMaker({ instanceType: 'ml.c7i.large', routing }),
  });
}

const named = (endpointName: string) => SageMakerRouting.variantWeights({ endpointName });

describe('two models of one app', () => {
  let app: App;
  beforeEach(() => (app = newApp()));

  test.each<[string, SageMakerRouting | undefined, string]>([
    ['the same endpoint', named('shared'), 'shared'],
    ['it in other letters', named('shared'), 'Shared'],
    ['one that the other has behind its gateway', undefined, 'one-blue'],
  ])('fails when they name %s', (_name, routing, second) => {
    addModel(app, 'one', routing);
    expect(() => addModel(app, 'two', named(second))).toThrow(
      `endpoint "${second}" must belong to one model, got Stack-one/Model and Stack-two/Model; ` +
        'give one of them another endpointName or modelName',
    );
  });

  test('may name the same in other stages and other regions', () => {
    addModel(new Stage(app, 'Beta'), 'one', named('shared'));
    addModel(new Stage(app, 'Prod'), 'one', named('shared'));
    const both = new Stage(app, 'Both');
    addModel(both, 'one', named('shared'), { account: '111122223333', region: 'eu-west-1' });
    addModel(both, 'two', named('shared'), { account: '111122223333', region: 'us-east-1' });
  });
});
