import { Env, Names } from '../../contract/index';
import { parameterArn } from '../arns';
import { ModelFunction } from '../model-function';

/** Lets a function change some of what the gateways of its model are told, and keep the rest. */
export function allowGatewaySettings(fn: ModelFunction, modelName: string): void {
  const parameter = Names.gatewaySettings(modelName);
  fn.allow(['ssm:GetParameter', 'ssm:PutParameter'], [parameterArn(fn, parameter)]);
  fn.env(Env.GATEWAY_SETTINGS_PARAMETER, parameter);
}
