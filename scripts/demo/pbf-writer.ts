import { closeSync, openSync, writeSync } from 'node:fs';
import { PbfWriter } from 'pbf';

/** Nodes and ways of an OSM file; all without version, time stamp or author. */
export interface OsmData {
  nodes: {
    ids: Float64Array;
    /** Degrees × 10⁷. */
    lonE7: Int32Array;
    latE7: Int32Array;
    /** Tags by the node's index. */
    tags?: Map<number, Record<string, string>>;
  };
  ways: Iterable<OsmWay>;
  /** What the header names as the program that wrote the file. */
  program: string;
}

export interface OsmWay {
  id: number;
  refs: readonly number[];
  tags: Record<string, string>;
}

/** Elements in one block; the format's own custom, which keeps a block far below its limit of 16 MiB. */
const elementsInBlock = 8000;

/**
 * Writes an `.osm.pbf` file (https://wiki.openstreetmap.org/wiki/PBF_Format) block by block: nodes first, then ways, each
 * in the order given. Blocks are stored raw: what zlib makes of a block depends on its version, and the same data must
 * give the same bytes everywhere.
 * @throws RangeError if the node columns differ in length
 */
export function writeOsmPbf(file: string, data: OsmData): void {
  const handle = openSync(file, 'w');
  try {
    for (const block of osmPbfBlocks(data)) writeSync(handle, block);
  } finally {
    closeSync(handle);
  }
}

/** The blocks that `writeOsmPbf` writes, one after the other. */
export function* osmPbfBlocks(data: OsmData): Generator<Uint8Array> {
  const { ids, lonE7, latE7 } = data.nodes;
  if (lonE7.length !== ids.length || latE7.length !== ids.length) {
    throw new RangeError(`Node columns differ in length: ${ids.length}, ${lonE7.length}, ${latE7.length}`);
  }
  yield fileBlock('OSMHeader', headerBlock(data));
  for (let first = 0; first < ids.length; first += elementsInBlock) {
    yield fileBlock('OSMData', denseNodesBlock(data.nodes, first, Math.min(first + elementsInBlock, ids.length)));
  }
  let group: OsmWay[] = [];
  for (const way of data.ways) {
    group.push(way);
    if (group.length === elementsInBlock) {
      yield fileBlock('OSMData', waysBlock(group));
      group = [];
    }
  }
  if (group.length > 0) yield fileBlock('OSMData', waysBlock(group));
}

/** Frames a block: the length of its BlobHeader, the BlobHeader, the Blob. */
function fileBlock(type: 'OSMHeader' | 'OSMData', content: Uint8Array): Uint8Array {
  const blob = new PbfWriter(new Uint8Array(content.length + 16));
  blob.writeBytesField(1, content);
  const blobBytes = blob.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, blobBytes.length);
  const headerBytes = header.finish();

  const block = new Uint8Array(4 + headerBytes.length + blobBytes.length);
  new DataView(block.buffer).setUint32(0, headerBytes.length);
  block.set(headerBytes, 4);
  block.set(blobBytes, 4 + headerBytes.length);
  return block;
}

function headerBlock({ nodes, program }: OsmData): Uint8Array {
  const pbf = new PbfWriter();
  if (nodes.ids.length > 0) pbf.writeMessage(1, writeBounds, nodes);
  for (const feature of ['OsmSchema-V0.6', 'DenseNodes']) pbf.writeStringField(4, feature);
  pbf.writeStringField(16, program);
  return pbf.finish();
}

/** HeaderBBox: left, right, top, bottom in nanodegrees. */
function writeBounds({ lonE7, latE7 }: OsmData['nodes'], pbf: PbfWriter): void {
  const least = (column: Int32Array) => column.reduce((a, b) => Math.min(a, b));
  const most = (column: Int32Array) => column.reduce((a, b) => Math.max(a, b));
  [least(lonE7), most(lonE7), most(latE7), least(latE7)].forEach((bound, i) => {
    pbf.writeTag(i + 1, 0);
    pbf.writeSVarint(bound * 100);
  });
}

/** Numbers the strings of a block in the order of their first use; 0 is reserved as the end mark of dense tags. */
function stringTable() {
  const numbers = new Map([['', 0]]);
  return {
    numberOf(string: string): number {
      const known = numbers.get(string);
      if (known !== undefined) return known;
      numbers.set(string, numbers.size);
      return numbers.size - 1;
    },
    write(pbf: PbfWriter): void {
      for (const string of numbers.keys()) pbf.writeStringField(1, string);
    },
  };
}

/** A PrimitiveBlock of one group; the strings, known only after the group is written, still come first. */
function primitiveBlock(writeGroup: (numberOf: (string: string) => number, group: PbfWriter) => void): Uint8Array {
  const strings = stringTable();
  const group = new PbfWriter(new Uint8Array(1 << 16));
  writeGroup((string) => strings.numberOf(string), group);
  const groupBytes = group.finish();
  const block = new PbfWriter(new Uint8Array(groupBytes.length + (1 << 12)));
  block.writeMessage(1, (table: typeof strings, pbf) => table.write(pbf), strings);
  block.writeBytesField(2, groupBytes);
  return block.finish();
}

function denseNodesBlock(nodes: OsmData['nodes'], first: number, end: number): Uint8Array {
  return primitiveBlock((numberOf, group) => {
    group.writeMessage(
      2,
      (columns: OsmData['nodes'], pbf) => {
        writeDeltas(1, columns.ids, first, end, pbf);
        writeDeltas(8, columns.latE7, first, end, pbf);
        writeDeltas(9, columns.lonE7, first, end, pbf);
        writeDenseTags(columns.tags, first, end, numberOf, pbf);
      },
      nodes,
    );
  });
}

/** A packed field of the differences between neighbours of a column. */
function writeDeltas(field: number, column: ArrayLike<number>, first: number, end: number, pbf: PbfWriter): void {
  pbf.writeMessage(
    field,
    (values: ArrayLike<number>) => {
      let previous = 0;
      for (let i = first; i < end; i++) {
        pbf.writeSVarint(values[i]! - previous);
        previous = values[i]!;
      }
    },
    column,
  );
}

/** Keys and values of each node, each node's closed by 0; the field is left out where no node has tags. */
function writeDenseTags(
  tags: OsmData['nodes']['tags'],
  first: number,
  end: number,
  numberOf: (string: string) => number,
  pbf: PbfWriter,
): void {
  if (!tags) return;
  const numbers: number[] = [];
  for (let i = first; i < end; i++) {
    for (const [key, value] of Object.entries(tags.get(i) ?? {})) numbers.push(numberOf(key), numberOf(value));
    numbers.push(0);
  }
  if (numbers.length > end - first) pbf.writePackedVarint(10, numbers);
}

function waysBlock(ways: readonly OsmWay[]): Uint8Array {
  return primitiveBlock((numberOf, group) => {
    for (const way of ways) {
      group.writeMessage(
        3,
        ({ id, refs, tags }: OsmWay, pbf) => {
          pbf.writeVarintField(1, id);
          pbf.writePackedVarint(2, Object.keys(tags).map(numberOf));
          pbf.writePackedVarint(3, Object.values(tags).map(numberOf));
          writeDeltas(8, refs, 0, refs.length, pbf);
        },
        way,
      );
    }
  });
}
