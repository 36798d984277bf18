import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Env, GatewaySettings } from '../../contract';
import { Environment, requireEnv } from './env';

export type ParameterStore = Pick<SSMClient, 'send'>;

/**
 * The settings that the gateways of a model read every few seconds. Systems Manager has no conditional write: only the release that
 * holds the model's lock writes, one state of its workflow after the other, and each changes its own members.
 */
export class GatewaySettingsStore {
  constructor(
    private readonly client: ParameterStore,
    private readonly parameter: string,
  ) {}

  static fromEnv(client: ParameterStore, env: Environment): GatewaySettingsStore {
    return new GatewaySettingsStore(client, requireEnv(env, Env.GATEWAY_SETTINGS_PARAMETER));
  }

  /** Writes what `change` makes of the settings, unless it changes nothing; says whether it did. */
  async update(change: (settings: GatewaySettings) => GatewaySettings): Promise<boolean> {
    const text = await this.read();
    const settings = parse(text);
    const value = JSON.stringify(change(settings));
    if (value === JSON.stringify(settings) && value === text) return false;
    // Of the 100 versions that are kept the oldest goes (Systems Manager user guide, "Working with parameter versions").
    await this.client.send(new PutParameterCommand({ Name: this.parameter, Value: value, Overwrite: true }));
    return true;
  }

  private async read(): Promise<string | undefined> {
    const { Parameter } = await this.client.send(new GetParameterCommand({ Name: this.parameter }));
    return Parameter?.Value;
  }
}

/** What no gateway could read either is replaced. */
function parse(text = ''): GatewaySettings {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
