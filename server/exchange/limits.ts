/** How much one file may cost. A file beyond a limit is refused with the limit in the message. */
export interface ReadLimits {
  fileBytes: number;
  /** Inflated size of all entries of a ZIP together, as counted while inflating. */
  inflatedBytes: number;
  /** Inflated to stored size of one entry; spreadsheets of real registers stay below 50. */
  inflationRatio: number;
  zipEntries: number;
  rows: number;
  columns: number;
  /** Vertices of all geometries together. */
  vertices: number;
  /** Heap of the reading thread. */
  heapMB: number;
  seconds: number;
}

const MB = 1024 * 1024;

export const defaultReadLimits: ReadLimits = {
  fileBytes: 100 * MB,
  inflatedBytes: 200 * MB,
  inflationRatio: 200,
  zipEntries: 2000,
  rows: 200_000,
  columns: 500,
  vertices: 2_000_000,
  heapMB: 1024,
  seconds: 60,
};
