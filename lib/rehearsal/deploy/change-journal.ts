import { StackResource } from './stack';

/** What a running update did to one resource; the rollback undoes it. */
export type Touch =
  | { readonly kind: 'created' }
  | { readonly kind: 'updated'; readonly before: StackResource }
  | { readonly kind: 'replaced'; readonly before: StackResource };

/** What a running update has done so far. A resource is entered before it is touched, so that a failed touch is undone too. */
export class ChangeJournal {
  private readonly touches = new Map<string, Touch>();

  enter(logicalId: string, touch: Touch): void {
    this.touches.set(logicalId, touch);
  }

  touchOf(logicalId: string): Touch | undefined {
    return this.touches.get(logicalId);
  }

  /** Logical ids of resources that did not exist before. */
  created(): readonly string[] {
    return [...this.touches].flatMap(([logicalId, touch]) => (touch.kind === 'created' ? [logicalId] : []));
  }

  /** What the clean-up of a successful update deletes: resources that another one, or another id, took the place of. */
  superseded(current: ReadonlyMap<string, StackResource>): readonly StackResource[] {
    return [...this.touches].flatMap(([logicalId, touch]) => {
      if (touch.kind === 'created') return [];
      return current.get(logicalId)?.physicalId === touch.before.physicalId ? [] : [touch.before];
    });
  }
}
