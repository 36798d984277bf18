import { EmulatedAccount } from '../../../../lib/rehearsal/aws/emulated-account';
import { VirtualClock } from '../../../../lib/rehearsal/clocks/virtual-clock';
import { DeployEngine, DeployOptions, DeployResult, StackDescription } from '../../../../lib/rehearsal/deploy';
import { assemblyOf } from './assemblies';
import { FakeLambda } from './fake-lambda';

/** An engine on a virtual clock with functions that run inside the test. */
export class Rehearsal {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1));
  readonly account = new EmulatedAccount({ clock: this.clock });
  readonly lambda = new FakeLambda(this.account);
  readonly described: StackDescription[] = [];
  readonly engine = new DeployEngine({
    account: this.account,
    registry: { put: (stack) => void this.described.push(stack) },
  });

  deploy(resources: object, more: Partial<DeployOptions> & { readonly template?: object } = {}): Promise<DeployResult> {
    const { template = {}, ...options } = more;
    const assembly = assemblyOf({ Resources: resources, ...template });
    return this.engine.deploy({ assembly, stackName: 'Shop', ...options });
  }

  async close(): Promise<void> {
    await this.engine.close();
    this.clock.stop();
  }
}

/** `A CREATE_COMPLETE`: events without those of the stack and without the beginnings. */
export function finished(result: DeployResult): readonly string[] {
  return result.events
    .filter((event) => event.type !== 'AWS::CloudFormation::Stack' && !event.status.endsWith('IN_PROGRESS'))
    .map((event) => `${event.logicalId} ${event.status}`);
}

/** Statuses of the stack, in order. */
export function statuses(result: DeployResult): readonly string[] {
  return result.events.filter((event) => event.type === 'AWS::CloudFormation::Stack').map((event) => event.status);
}
