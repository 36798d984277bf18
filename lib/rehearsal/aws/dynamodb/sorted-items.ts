import { Item } from './item';

/** Items of one partition in the order of their sort key, kept so: a query need not sort all that was ever written. */
export class SortedItems {
  private readonly items: Item[] = [];

  /** @param order negative, 0 or positive; 0 only for items of the same primary key */
  constructor(private readonly order: (one: Item, other: Item) => number) {}

  get all(): readonly Item[] {
    return this.items;
  }

  /** Puts an item in, in place of the one with its key. */
  put(item: Item): void {
    const { index, found } = this.placeOf(item);
    this.items.splice(index, found ? 1 : 0, item);
  }

  /** Takes out the item with this one's key, if there is one. */
  delete(item: Item): void {
    const { index, found } = this.placeOf(item);
    if (found) this.items.splice(index, 1);
  }

  /** Bisection: the index of the item with this one's key, or where it belongs. */
  private placeOf(item: Item): { readonly index: number; readonly found: boolean } {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = this.order(this.items[middle], item);
      if (order === 0) return { index: middle, found: true };
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return { index: low, found: false };
  }
}
