/** The part of a stack's description that the registry itself reads; the rest is answered as it was put. */
export interface DescribedStack {
  readonly StackName?: string;
  readonly StackId?: string;
  readonly StackStatus?: string;
}

/** The stacks that DescribeStacks answers with. The deployment engine puts each change of a stack here. */
export class StackRegistry {
  private readonly stacks = new Map<string, DescribedStack>();

  /** @throws Error unless the description has a StackId */
  put(stack: DescribedStack): void {
    if (stack.StackId === undefined) throw new Error(`stack ${stack.StackName} must have a StackId`);
    this.stacks.set(stack.StackId, { ...stack });
  }

  /** By id; or by name, which deleted stacks no longer have. */
  find(nameOrId: string): DescribedStack | undefined {
    return this.stacks.get(nameOrId) ?? this.existing().find((stack) => stack.StackName === nameOrId);
  }

  existing(): readonly DescribedStack[] {
    return [...this.stacks.values()].filter((stack) => stack.StackStatus !== 'DELETE_COMPLETE');
  }
}
