import type { Position } from 'geojson';

/** The box around positions that come one after another. */
export class Box {
  west = Number.POSITIVE_INFINITY;
  south = Number.POSITIVE_INFINITY;
  east = Number.NEGATIVE_INFINITY;
  north = Number.NEGATIVE_INFINITY;

  add([x, y]: Position): void {
    this.west = Math.min(this.west, x!);
    this.south = Math.min(this.south, y!);
    this.east = Math.max(this.east, x!);
    this.north = Math.max(this.north, y!);
  }

  /** West, south, east, north; null where nothing was added. */
  get corners(): [number, number, number, number] | null {
    return this.west > this.east ? null : [this.west, this.south, this.east, this.north];
  }
}
