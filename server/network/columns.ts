import type { ArcTable, EdgeGrid, Network, NetworkHeader } from './graph.ts';

/** A network's columns before they lie in one buffer. */
export interface NetworkLayout {
  forward: ArcTable;
  /** null: the network is symmetric and keeps no second table. */
  backward: ArcTable | null;
  osmId: Float64Array;
  longitude: Int32Array;
  latitude: Int32Array;
  island: Uint32Array;
  grid: EdgeGrid;
}

type Column = Uint32Array | Int32Array | Float64Array;
type ColumnType = 'Uint32Array' | 'Int32Array' | 'Float64Array';

/** Where each column lies in the buffer, as the head of the buffer says it. */
export interface Directory {
  header: NetworkHeader;
  grid: Omit<EdgeGrid, 'offset' | 'arcs' | 'tails'>;
  columns: { name: string; type: ColumnType; start: number; length: number }[];
}

const ALIGNMENT = 8;
const aligned = (bytes: number) => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function view(buffer: SharedArrayBuffer, dataStart: number, entry: Directory['columns'][number]): Column {
  const at = dataStart + entry.start;
  switch (entry.type) {
    case 'Uint32Array':
      return new Uint32Array(buffer, at, entry.length);
    case 'Int32Array':
      return new Int32Array(buffer, at, entry.length);
    case 'Float64Array':
      return new Float64Array(buffer, at, entry.length);
  }
}

/** Bytes before the directory: magic, version, checksum, length of the directory. */
export const PREAMBLE_BYTES = 48;
/** Where in the preamble the length of the directory stands, as a Uint32, little-endian; what the checksum covers. */
export const DIRECTORY_LENGTH_AT = 44;

/** Copies the columns into one shared buffer behind a directory, and returns the network that reads from it. */
export function layOut(header: NetworkHeader, layout: NetworkLayout): Network {
  const { offset, arcs, tails, ...grid } = layout.grid;
  const columns: [string, Column][] = [
    ['forward.offset', layout.forward.offset],
    ['forward.head', layout.forward.head],
    ['forward.weight', layout.forward.weight],
    ...(layout.backward
      ? ([
          ['backward.offset', layout.backward.offset],
          ['backward.head', layout.backward.head],
          ['backward.weight', layout.backward.weight],
        ] as [string, Column][])
      : []),
    ['osmId', layout.osmId],
    ['longitude', layout.longitude],
    ['latitude', layout.latitude],
    ['island', layout.island],
    ['grid.offset', offset],
    ['grid.arcs', arcs],
    ['grid.tails', tails],
  ];
  // Starts are counted from the end of the directory, so that they do not depend on how long it is written.
  let start = 0;
  const entries = columns.map(([name, column]) => {
    const entry = { name, type: column.constructor.name as ColumnType, start, length: column.length };
    start = aligned(start + column.byteLength);
    return entry;
  });
  const directory = new TextEncoder().encode(JSON.stringify({ header, grid, columns: entries } satisfies Directory));
  const dataStart = aligned(PREAMBLE_BYTES + directory.length);
  const buffer = new SharedArrayBuffer(dataStart + start);
  new Uint8Array(buffer).set(directory, PREAMBLE_BYTES);
  new DataView(buffer).setUint32(DIRECTORY_LENGTH_AT, directory.length, true);
  columns.forEach(([, column], i) => {
    view(buffer, dataStart, entries[i]!).set(column);
  });
  return networkFromBuffer(buffer);
}

/**
 * The network in a buffer that `layOut` made, also in another thread: nothing is copied and nothing checked.
 * `openNetwork` checks.
 */
export function networkFromBuffer(buffer: SharedArrayBuffer): Network {
  const directoryLength = new DataView(buffer).getUint32(DIRECTORY_LENGTH_AT, true);
  const bytes = new Uint8Array(buffer).slice(PREAMBLE_BYTES, PREAMBLE_BYTES + directoryLength);
  const directory = JSON.parse(new TextDecoder().decode(bytes)) as Directory;
  const dataStart = aligned(PREAMBLE_BYTES + directoryLength);
  const column = <T extends Column>(name: string): T => {
    const entry = directory.columns.find((c) => c.name === name)!;
    return view(buffer, dataStart, entry) as T;
  };
  const table = (name: string): ArcTable => ({
    offset: column(`${name}.offset`),
    head: column(`${name}.head`),
    weight: column(`${name}.weight`),
  });
  const forward = table('forward');
  return {
    header: directory.header,
    forward,
    backward: directory.header.symmetric ? forward : table('backward'),
    osmId: column('osmId'),
    longitude: column('longitude'),
    latitude: column('latitude'),
    island: column('island'),
    grid: { ...directory.grid, offset: column('grid.offset'), arcs: column('grid.arcs'), tails: column('grid.tails') },
    buffer,
  };
}
