import { CheckSpec } from '../contract/index';
import { ModelProtocol } from '../model/model-protocol';
import { smokeSpec } from './smoke-check';
import { SmokeCheckProps } from './smoke-check-props';

/** Proves a version in the idle environment before it gets production traffic. A check that did not measure does not pass. */
export class Check {
  /**
   * Sends requests to the idle environment and compares their answers with what is expected. Every request must pass.
   * Errors at synth: no requests, a value out of its range.
   */
  public static smoke(props: SmokeCheckProps): Check {
    return new Check((protocol) => smokeSpec(props, protocol));
  }

  private constructor(private readonly build: (protocol: ModelProtocol) => CheckSpec) {}

  /** @internal */
  public _spec(protocol: ModelProtocol): CheckSpec {
    return this.build(protocol);
  }
}
