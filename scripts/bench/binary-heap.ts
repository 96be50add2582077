/** A queue of nodes by cost; `pop` leaves what it took out in `node` and `cost`. */
export interface Queue {
  node: number;
  cost: number;
  readonly isEmpty: boolean;
  push(node: number, cost: number): void;
  pop(): void;
}

/** The textbook's binary heap of (cost, node), with lazy deletion. */
export class BinaryHeap implements Queue {
  node = 0;
  cost = 0;
  private nodes = new Uint32Array(1024);
  private costs = new Uint32Array(1024);
  private size = 0;

  get isEmpty(): boolean {
    return this.size === 0;
  }

  push(node: number, cost: number): void {
    if (this.size === this.nodes.length) this.grow();
    let at = this.size++;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (this.costs[parent]! <= cost) break;
      this.nodes[at] = this.nodes[parent]!;
      this.costs[at] = this.costs[parent]!;
      at = parent;
    }
    this.nodes[at] = node;
    this.costs[at] = cost;
  }

  pop(): void {
    this.node = this.nodes[0]!;
    this.cost = this.costs[0]!;
    const last = --this.size;
    const node = this.nodes[last]!;
    const cost = this.costs[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      if (child + 1 < last && this.costs[child + 1]! < this.costs[child]!) child++;
      if (this.costs[child]! >= cost) break;
      this.nodes[at] = this.nodes[child]!;
      this.costs[at] = this.costs[child]!;
      at = child;
    }
    this.nodes[at] = node;
    this.costs[at] = cost;
  }

  private grow(): void {
    const doubled = (column: Uint32Array<ArrayBuffer>) => {
      const next = new Uint32Array(column.length * 2);
      next.set(column);
      return next;
    };
    this.nodes = doubled(this.nodes);
    this.costs = doubled(this.costs);
  }
}
