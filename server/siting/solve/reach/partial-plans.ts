const FIRST_ROOM = 16;

/**
 * Partial plans whose first row left out is the same. A plan is known by the rows it reaches beyond that one: of two that reach
 * the same rows one is kept, with the lesser waste of both in each place.
 */
export class PartialPlans {
  count = 0;
  /** Rows that each plan reaches, in `words` words of 32 rows. */
  reached: Int32Array;
  /** Waste of each plan up to the end of each of those words. */
  waste: Int32Array;
  /** Number of the plan that each was made from, and the site that it adds. */
  from: Int32Array;
  site: Int32Array;
  private slots: Int32Array;

  constructor(private readonly words: number) {
    this.reached = new Int32Array(FIRST_ROOM * words);
    this.waste = new Int32Array(FIRST_ROOM * words);
    this.from = new Int32Array(FIRST_ROOM);
    this.site = new Int32Array(FIRST_ROOM);
    this.slots = new Int32Array(4 * FIRST_ROOM).fill(-1);
  }

  add(reached: Int32Array, waste: Int32Array, from: number, site: number): void {
    const { words, slots } = this;
    let slot = this.slotOf(reached, 0);
    for (let known; (known = slots[slot]!) >= 0; slot = (slot + 1) % slots.length) {
      if (this.reaches(known, reached)) {
        this.merge(known, waste, from, site);
        return;
      }
    }
    if (this.count === this.from.length) this.grow();
    const start = this.count * words;
    for (let k = 0; k < words; k++) {
      this.reached[start + k] = reached[k]!;
      this.waste[start + k] = waste[k]!;
    }
    this.from[this.count] = from;
    this.site[this.count] = site;
    slots[slot] = this.count++;
    if (2 * this.count > slots.length) this.spreadSlots();
  }

  private reaches(plan: number, reached: Int32Array): boolean {
    const start = plan * this.words;
    for (let k = 0; k < this.words; k++) if (this.reached[start + k] !== reached[k]) return false;
    return true;
  }

  private merge(plan: number, waste: Int32Array, from: number, site: number): void {
    const start = plan * this.words;
    const last = this.words - 1;
    if (waste[last]! < this.waste[start + last]!) {
      this.from[plan] = from;
      this.site[plan] = site;
    }
    for (let k = 0; k <= last; k++) if (waste[k]! < this.waste[start + k]!) this.waste[start + k] = waste[k]!;
  }

  private slotOf(reached: Int32Array, start: number): number {
    let hash = 0;
    for (let k = 0; k < this.words; k++) {
      hash = Math.imul(hash ^ reached[start + k]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash & (this.slots.length - 1);
  }

  private grow(): void {
    this.reached = doubled(this.reached);
    this.waste = doubled(this.waste);
    this.from = doubled(this.from);
    this.site = doubled(this.site);
  }

  private spreadSlots(): void {
    this.slots = new Int32Array(2 * this.slots.length).fill(-1);
    for (let plan = 0; plan < this.count; plan++) {
      let slot = this.slotOf(this.reached, plan * this.words);
      while (this.slots[slot]! >= 0) slot = (slot + 1) % this.slots.length;
      this.slots[slot] = plan;
    }
  }
}

/** The same values with as much room again. */
export function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const array = new Int32Array(2 * values.length);
  array.set(values);
  return array;
}
