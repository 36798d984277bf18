import { Stack } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ModelResources, Names } from '../contract/index';

/** Tells the command line where the model's resources are, under a name that it can make from the model's. */
export function operatorParameter(scope: Construct, modelName: string, resources: ModelResources): ssm.StringParameter {
  return new ssm.StringParameter(scope, 'Resources', {
    parameterName: Names.parameter(modelName),
    description: `Where the bluegreen command line finds model ${modelName}`,
    stringValue: Stack.of(scope).toJsonString(resources),
  });
}
