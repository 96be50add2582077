const FIRST_LENGTH = 32;

/**
 * A monotone priority queue of nodes by integer cost: a ring of buckets of equal width (Dial 1969; buckets wider than one
 * cost after Cherkassky, Goldberg and Radzik 1996). Inside a bucket entries come out as they went in, so a node may come
 * out before a cheaper entry of the same bucket; the searches correct such labels, and because a bucket is only a few
 * arcs wide that is rare. Pushing and popping cost a few array accesses where a heap costs a logarithm of them, and first
 * in, first out keeps entries that are neighbours on the ground together, which is what the processor's cache likes;
 * `scripts/bench/queues.ts` measures it beside a heap.
 */
export class BucketQueue {
  /** The entry that `pop` took out. */
  node = 0;
  cost = 0;

  private readonly shift: number;
  private readonly width: number;
  private readonly mask: number;
  /** Entries of each bucket: node, cost, node, cost … */
  private readonly entries: Uint32Array[];
  /** Where to read and to write next in each bucket. */
  private readonly reading: Uint32Array;
  private readonly writing: Uint32Array;
  private at = 0;
  private stop = Infinity;
  private size = 0;

  /**
   * @param width about how wide a bucket is; rounded down to a power of two
   * @param reach how far a pushed cost may lie ahead of the last one taken out
   */
  constructor(width: number, reach: number) {
    this.shift = Math.max(0, Math.floor(Math.log2(Math.max(1, width))));
    this.width = 2 ** this.shift;
    const buckets = 2 ** Math.ceil(Math.log2(Math.floor(reach / this.width) + 3));
    this.mask = buckets - 1;
    this.entries = Array.from({ length: buckets }, () => new Uint32Array(FIRST_LENGTH));
    this.reading = new Uint32Array(buckets);
    this.writing = new Uint32Array(buckets);
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Moves an empty queue to where the next costs will be. */
  startAt(cost: number): void {
    this.at = cost >>> this.shift;
  }

  /** Lets `pop` go no further than the bucket of a cost; Infinity: as far as there are entries. */
  stopAt(cost: number): void {
    this.stop = Math.floor(cost / this.width);
  }

  /** @param cost at least the cost last taken out, less one bucket, and no more than `reach` above it */
  push(node: number, cost: number): void {
    const bucket = (cost >>> this.shift) & this.mask;
    const write = this.writing[bucket]!;
    let entries = this.entries[bucket]!;
    if (write === entries.length) entries = this.grow(bucket);
    entries[write] = node;
    entries[write + 1] = cost;
    this.writing[bucket] = write + 2;
    this.size++;
  }

  /**
   * Takes the first entry of the first bucket that has any, into `node` and `cost`.
   * @returns false when there is none up to where it has to stop
   */
  pop(): boolean {
    if (this.size === 0) return false;
    let bucket = this.at & this.mask;
    while (this.reading[bucket] === this.writing[bucket]) {
      if (this.at >= this.stop) return false;
      this.reading[bucket] = 0;
      this.writing[bucket] = 0;
      bucket = ++this.at & this.mask;
    }
    const entries = this.entries[bucket]!;
    const read = this.reading[bucket]!;
    this.node = entries[read]!;
    this.cost = entries[read + 1]!;
    this.reading[bucket] = read + 2;
    this.size--;
    return true;
  }

  private grow(bucket: number): Uint32Array {
    const former = this.entries[bucket]!;
    const entries = new Uint32Array(former.length * 2);
    entries.set(former);
    this.entries[bucket] = entries;
    return entries;
  }
}
