import { Account } from '../aws/account';
import { Assembly, AssemblyStack, stackOf } from './assembly';
import { AssetObjects } from './asset-objects';
import { customResourceHandler } from './custom/custom-resource';
import { ResponseServer } from './custom/response-server';
import { DeployError } from './deploy-error';
import { creationOrder, dependencies } from './graph';
import { InlineCode } from './inline-code';
import { parameterValues } from './parameters';
import { PhysicalNames } from './physical-names';
import { ResourceOperations } from './resource-operations';
import { ProviderLookup, providerLookup } from './resources/registry';
import { sameValue } from './same-value';
import { Desired, describeStack, Stack, StackEvent, StackRegistry, StackResource, StackStatus } from './stack';
import { createStack, deleteStack, RunProps, updateStack } from './stack-run';
import { DeployResult, resultOf, unchanged } from './deploy-result';
import { checkTemplate } from './template-check';
import { parseTemplate, Template } from './template';

export interface DeployEngineProps {
  readonly account: Account;
  /**
   * Told about every change of a stack.
   *
   * @default - nobody: DescribeStacks of the emulated account knows no stack
   */
  readonly registry?: StackRegistry;
  /** Sees every event as it happens: for a progress view. */
  readonly onEvent?: (stackName: string, event: StackEvent) => void;
}

export interface DeployOptions {
  readonly assembly: Assembly;
  readonly stackName: string;
  /** Values of template parameters, over those of the assembly and the defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Stack tags, added to those of the assembly. */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Resources whose logical id matches fail instead of being created or updated, changed or not: a rehearsal of a failing
   * deployment.
   */
  readonly failDeployAt?: RegExp;
}

/** Stacks on which nothing but a deletion works (CloudFormation user guide, stack status codes). */
const ONLY_DELETABLE: readonly StackStatus[] = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'DELETE_FAILED'];

/**
 * Deploys the stacks of a cloud assembly into the emulated account as CloudFormation does: differences are taken between
 * templates, never against what is live; custom resources run through their real functions; a failure rolls back.
 */
export class DeployEngine {
  private readonly account: Account;
  private readonly stacks = new Map<string, Stack>();
  private readonly names = new Map<string, PhysicalNames>();
  private readonly responses: ResponseServer;
  private readonly lookup: ProviderLookup;
  private readonly inlineCode = new InlineCode();
  private readonly assets: AssetObjects;

  constructor(private readonly props: DeployEngineProps) {
    this.account = props.account;
    this.responses = new ResponseServer(props.account.clock);
    this.assets = new AssetObjects(props.account);
    this.lookup = providerLookup(customResourceHandler(this.responses));
  }

  /**
   * Creates the stack, or updates it when it exists. A stack whose creation was rolled back is deleted first, as the CDK
   * command line does.
   *
   * @throws DeployError before anything is touched, when the template can't be deployed or the stack is busy
   */
  async deploy(options: DeployOptions): Promise<DeployResult> {
    const source = stackOf(options.assembly, options.stackName);
    const desired = this.desired(source, options);
    await this.assets.publish(options.assembly.objects);
    await this.deleteRolledBack(options.stackName);
    const existing = this.existing(options.stackName);
    if (existing?.deployed === undefined) {
      const stack = this.newStack(options.stackName);
      return this.run(stack, options, (run) => createStack(run, desired));
    }
    if (existing.status === 'UPDATE_ROLLBACK_FAILED') {
      throw new DeployError(`stack ${options.stackName} is in UPDATE_ROLLBACK_FAILED; destroy it and deploy again`);
    }
    const previous = existing.deployed;
    requireSameTypes(previous.template, desired.template);
    if (options.failDeployAt === undefined && sameValue(previous, desired)) return unchanged(existing);
    return this.run(existing, options, (run) => updateStack(run, previous, desired));
  }

  /** Deletes a stack and everything in it that no policy retains. Throws `DeployError` when it is busy or does not exist. */
  async destroy(stackName: string): Promise<DeployResult> {
    const stack = this.existing(stackName);
    if (stack === undefined) throw new DeployError(`stack ${stackName} does not exist`);
    const result = await this.run(stack, {}, (run) => deleteStack(run));
    if (stack.status === 'DELETE_COMPLETE') this.stacks.delete(stackName);
    return result;
  }

  /** Resources of a deployed stack by logical id; empty when there is no such stack. */
  resources(stackName: string): ReadonlyMap<string, StackResource> {
    return this.stacks.get(stackName)?.resources ?? new Map<string, StackResource>();
  }

  /** Stops listening for custom resources and removes what was written to the disk. */
  async close(): Promise<void> {
    await this.responses.close();
    this.inlineCode.remove();
  }

  private desired(source: AssemblyStack, options: DeployOptions): Desired {
    const template = parseTemplate(source.template);
    checkTemplate(template, this.lookup);
    creationOrder(dependencies(template, new Set(Object.keys(template.Resources)))); // cycles are refused before anything starts
    return {
      template,
      parameters: parameterValues(template, { ...source.parameters, ...options.parameters }),
      tags: { ...source.tags, ...options.tags },
    };
  }

  private async deleteRolledBack(stackName: string): Promise<void> {
    const stack = this.stacks.get(stackName);
    if (stack === undefined || !ONLY_DELETABLE.includes(stack.status)) return;
    const { status, reason } = await this.destroy(stackName);
    if (status !== 'DELETE_COMPLETE')
      throw new DeployError(`stack ${stackName} can't be deleted first: ${reason ?? status}`);
  }

  private existing(stackName: string): Stack | undefined {
    const stack = this.stacks.get(stackName);
    if (stack === undefined) return undefined;
    if (stack.status.endsWith('_IN_PROGRESS')) throw new DeployError(`stack ${stackName} is busy: ${stack.status}`);
    return stack;
  }

  private newStack(stackName: string): Stack {
    const names = this.names.get(stackName) ?? new PhysicalNames(stackName);
    this.names.set(stackName, names); // kept over deletions: retained resources keep their names
    const { region, accountId, clock } = this.account;
    const stack: Stack = {
      stackName,
      stackId: `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/${names.id(32)}`,
      createdAt: new Date(clock.now()),
      status: 'CREATE_IN_PROGRESS',
      resources: new Map(),
      outputs: {},
      exports: {},
    };
    this.stacks.set(stackName, stack);
    return stack;
  }

  private async run(
    stack: Stack,
    options: Partial<DeployOptions>,
    work: (run: RunProps) => Promise<void>,
  ): Promise<DeployResult> {
    const events: StackEvent[] = [];
    const record = (event: StackEvent): void => {
      events.push(event);
      this.props.onEvent?.(stack.stackName, event);
    };
    await work({
      stack,
      operations: this.operations(stack, options.assembly, record),
      environment: this.environment(),
      ...(options.failDeployAt === undefined ? {} : { failAt: options.failDeployAt }),
      setStatus: (status, reason) => this.setStatus(stack, status, reason, record),
    });
    return resultOf(stack, events);
  }

  private operations(
    stack: Stack,
    assembly: Assembly | undefined,
    record: (event: StackEvent) => void,
  ): ResourceOperations {
    return new ResourceOperations({
      account: this.account,
      stack,
      names: this.names.get(stack.stackName)!,
      lookup: this.lookup,
      assetPath: (objectKey) => assetPath(assembly, objectKey),
      materialize: (fileName, content) => this.inlineCode.directory(fileName, content),
      record,
    });
  }

  private environment() {
    const { region, accountId } = this.account;
    return {
      region,
      accountId,
      exported: (name: string) =>
        [...this.stacks.values()].map((stack) => stack.exports[name]).find((value) => value !== undefined),
    };
  }

  private setStatus(
    stack: Stack,
    status: StackStatus,
    reason: string | undefined,
    record: (event: StackEvent) => void,
  ): void {
    const at = this.account.clock.now();
    stack.status = status;
    stack.reason = reason;
    this.props.registry?.put(describeStack(stack, new Date(at)));
    record({
      at,
      logicalId: stack.stackName,
      type: 'AWS::CloudFormation::Stack',
      physicalId: stack.stackId,
      status,
      ...(reason === undefined ? {} : { reason }),
    });
  }
}

function assetPath(assembly: Assembly | undefined, objectKey: string): string {
  const path = assembly?.files.get(objectKey);
  if (path === undefined) throw new DeployError(`no asset ${objectKey} in the assembly; run \`cdk synth\` again`);
  return path;
}

/** CloudFormation refuses an update that changes the type behind a logical id. */
function requireSameTypes(previous: Template, desired: Template): void {
  const changed = Object.entries(desired.Resources).filter(
    ([logicalId, { Type }]) => (previous.Resources[logicalId]?.Type ?? Type) !== Type,
  );
  if (changed.length === 0) return;
  const list = changed.map(([logicalId, { Type }]) => `${logicalId} to ${Type}`).join(', ');
  throw new DeployError(`update of resource type is not permitted: ${list}; use another logical id`);
}
