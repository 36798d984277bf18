import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { ModelResources, Names } from '../../contract';
import { Connection } from '../connection';
import { OperationError } from '../operation-error';

/** A model that was found in an account. */
export interface DeployedModel extends ModelResources {
  readonly modelName: string;
  readonly region: string;
}

const resources: z.ZodType<ModelResources> = z.object({
  stateMachineArn: z.string().min(1),
  ledgerTable: z.string().min(1),
  trafficFunctionName: z.string().min(1),
});

/** Finds a model by the parameter that its stack wrote. Throws when the region has no such model. */
export async function findModel(modelName: string, connection: Connection): Promise<DeployedModel> {
  // Other characters can't be part of a parameter's name: AWS would answer with a pattern instead of an explanation.
  if (!/^[A-Za-z0-9_.-]+$/.test(modelName)) {
    throw new OperationError(`MODEL must be letters, digits, _ . or -, got "${modelName}"; give the model's modelName`);
  }
  const ssm = new SSMClient(connection);
  try {
    const region = await ssm.config.region();
    return { modelName, region, ...parse(Names.parameter(modelName), await readParameter(ssm, modelName, region)) };
  } finally {
    ssm.destroy();
  }
}

async function readParameter(ssm: SSMClient, modelName: string, region: string): Promise<string> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: Names.parameter(modelName) }));
    return Parameter?.Value ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new OperationError(`no model "${modelName}" in ${region}; deploy it first or pass --region`);
  }
}

function parse(parameter: string, text: string): ModelResources {
  const parsed = resources.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new OperationError(
    `parameter ${parameter} must be JSON with stateMachineArn, ledgerTable and trafficFunctionName, got ` +
      `${text.length} other characters; deploy the model again`,
  );
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // refused by the schema, with a better message than the parser's
  }
}
