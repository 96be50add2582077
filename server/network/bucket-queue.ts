/**
 * A monotone priority queue of nodes by integer cost: a ring of buckets of equal width (Dial 1969; approximate buckets
 * after Cherkassky, Goldberg and Radzik 1996). Inside a bucket the order is not kept, so a node may come out before a
 * cheaper entry of the same bucket; the searches correct such labels, and because a bucket is narrower than most arcs
 * that is rare. Pushing and popping cost a few array accesses where a heap costs a logarithm of them;
 * `scripts/bench/queues.ts` measures both.
 *
 * Entries lie in a pool that is reused, so memory follows the frontier and not the graph.
 */
export class BucketQueue {
  /** The entry that `pop` took out. */
  node = 0;
  cost = 0;

  private readonly shift: number;
  private readonly mask: number;
  /** First entry of each bucket, -1 when empty. */
  private readonly first: Int32Array;
  private at = 0;
  private size = 0;
  private entryNode = new Uint32Array(1024);
  private entryCost = new Uint32Array(1024);
  private entryNext = new Int32Array(1024);
  private fresh = 0;
  private free = -1;

  /**
   * @param width about how wide a bucket is; rounded down to a power of two
   * @param reach how far a pushed cost may lie ahead of the last one taken out
   */
  constructor(width: number, reach: number) {
    this.shift = Math.max(0, Math.floor(Math.log2(Math.max(1, width))));
    const buckets = 2 ** Math.ceil(Math.log2(Math.floor(reach / 2 ** this.shift) + 2));
    this.mask = buckets - 1;
    this.first = new Int32Array(buckets).fill(-1);
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Moves an empty queue to where the next costs will be. */
  startAt(cost: number): void {
    this.at = cost >>> this.shift;
  }

  /** Whether the cost belongs to the bucket of the cheapest entry (of the start, while empty), or to an earlier one. */
  isDue(cost: number): boolean {
    return cost >>> this.shift <= (this.isEmpty ? this.at : this.cheapestBucket());
  }

  /** @param cost at least the cost last taken out, less one bucket, and no more than `reach` above it */
  push(node: number, cost: number): void {
    let entry = this.free;
    if (entry !== -1) this.free = this.entryNext[entry]!;
    else {
      entry = this.fresh++;
      if (entry === this.entryNode.length) this.grow();
    }
    const position = cost >>> this.shift;
    if (position < this.at) this.at = position;
    const bucket = position & this.mask;
    this.entryNode[entry] = node;
    this.entryCost[entry] = cost;
    this.entryNext[entry] = this.first[bucket]!;
    this.first[bucket] = entry;
    this.size++;
  }

  /** Takes one entry of the first bucket that has any, into `node` and `cost`. The queue must not be empty. */
  pop(): void {
    const bucket = this.cheapestBucket() & this.mask;
    const entry = this.first[bucket]!;
    this.first[bucket] = this.entryNext[entry]!;
    this.entryNext[entry] = this.free;
    this.free = entry;
    this.size--;
    this.node = this.entryNode[entry]!;
    this.cost = this.entryCost[entry]!;
  }

  private cheapestBucket(): number {
    while (this.first[this.at & this.mask] === -1) this.at++;
    return this.at;
  }

  private grow(): void {
    const doubled = <T extends Uint32Array | Int32Array>(column: T, next: T): T => {
      next.set(column);
      return next;
    };
    const length = this.entryNode.length * 2;
    this.entryNode = doubled(this.entryNode, new Uint32Array(length));
    this.entryCost = doubled(this.entryCost, new Uint32Array(length));
    this.entryNext = doubled(this.entryNext, new Int32Array(length));
  }
}
