import type { Geometry, Position } from 'geojson';
import { BadGeometry } from './shapes.ts';

const deepest = 4;

/**
 * Reads well-known binary: ISO type codes (1001 with z, 2001 with m, 3001 with both) and the flags of EWKB. m is left out.
 * @returns `null` for an empty geometry
 * @throws BadGeometry when it is broken
 */
export function geometryOfWkb(bytes: Uint8Array): Geometry | null {
  return new WkbReading(bytes).geometry(0);
}

class WkbReading {
  private at = 0;
  private little = true;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private need(bytes: number): void {
    if (this.at + bytes > this.view.byteLength) throw new BadGeometry('a geometry cut short');
  }

  private uint32(): number {
    this.need(4);
    const value = this.view.getUint32(this.at, this.little);
    this.at += 4;
    return value;
  }

  private double(): number {
    const value = this.view.getFloat64(this.at, this.little);
    this.at += 8;
    return value;
  }

  geometry(depth: number): Geometry | null {
    if (depth > deepest) throw new BadGeometry('collections within collections');
    this.need(1);
    this.little = this.view.getUint8(this.at++) === 1;
    const code = this.uint32();
    if (code & 0x20000000) this.uint32(); // EWKB's own system, stated for the layer already
    const plain = code & 0x0fffffff;
    const dimension = Math.floor(plain / 1000);
    const hasZ = (code & 0x80000000) !== 0 || dimension === 1 || dimension === 3;
    const hasM = (code & 0x40000000) !== 0 || dimension === 2 || dimension === 3;
    const size = 2 + Number(hasZ) + Number(hasM);
    const kind = plain % 1000;
    switch (kind) {
      case 1: {
        const position = this.position(size, hasZ, true);
        return position === null ? null : { type: 'Point', coordinates: position };
      }
      case 2:
        return this.filled('LineString', this.positions(size, hasZ));
      case 3:
        return this.filled('Polygon', this.rings(size, hasZ));
      case 4:
      case 5:
      case 6:
      case 7:
        return this.collection(kind, depth);
      default:
        throw new BadGeometry(`geometry type ${code}`);
    }
  }

  private filled(type: 'LineString' | 'Polygon', coordinates: unknown[]): Geometry | null {
    return coordinates.length === 0 ? null : ({ type, coordinates } as Geometry);
  }

  private position(size: number, hasZ: boolean, mayBeEmpty = false): Position | null {
    this.need(8 * size);
    const [x, y] = [this.double(), this.double()];
    const rest = Array.from({ length: size - 2 }, () => this.double());
    if (mayBeEmpty && Number.isNaN(x) && Number.isNaN(y)) return null;
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw new BadGeometry('a position that is not finite numbers');
    return hasZ ? [x, y, rest[0]!] : [x, y];
  }

  private positions(size: number, hasZ: boolean): Position[] {
    const count = this.uint32();
    this.need(count * 8 * size);
    return Array.from({ length: count }, () => this.position(size, hasZ)!);
  }

  private rings(size: number, hasZ: boolean): Position[][] {
    const count = this.uint32();
    this.need(count * 4);
    return Array.from({ length: count }, () => this.positions(size, hasZ));
  }

  private collection(kind: 4 | 5 | 6 | 7, depth: number): Geometry | null {
    const count = this.uint32();
    this.need(count * 5);
    const parts: Geometry[] = [];
    for (let i = 0; i < count; i++) {
      const part = this.geometry(depth + 1);
      if (part) parts.push(part);
    }
    if (parts.length === 0) return null;
    if (kind === 7) return { type: 'GeometryCollection', geometries: parts };
    const [type, of] = (
      [
        ['MultiPoint', 'Point'],
        ['MultiLineString', 'LineString'],
        ['MultiPolygon', 'Polygon'],
      ] as const
    )[kind - 4]!;
    const coordinates = parts.map((part) => {
      if (part.type !== of) throw new BadGeometry(`a ${part.type} in a ${type}`);
      return part.coordinates;
    });
    return { type, coordinates } as Geometry;
  }
}
