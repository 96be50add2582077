import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { boundaryFiles } from '../../scripts/demo/boundary.ts';
import { demoSeed } from '../../scripts/demo/seed.ts';
import { boundaryLineBody, boundaryMarkerBody } from '../../server/boundary/contract.ts';
import { orderFindings } from '../../server/boundary/geometry/order.ts';
import { layOut } from '../../server/boundary/geometry/world.ts';
import { inverse } from '../../server/boundary/survey/geodesic.ts';

const committed = (name: string) => readFileSync(new URL(`../../gis-data/chengde/${name}`, import.meta.url));
const records = (name: string) => JSON.parse(committed(name).toString()) as { id: string; body: unknown }[];

describe('demonstration of boundaries', () => {
  const lines = records('boundary-lines.json').map(({ id, body }) => ({ id, ...boundaryLineBody.parse(body) }));
  const markers = records('boundary-markers.json').map(({ id, body }) => ({ id, ...boundaryMarkerBody.parse(body) }));

  // Compared as booleans: a difference of megabytes helps nobody.
  it('comes out of the generator byte for byte', () => {
    const divisions = JSON.parse(committed('divisions.json').toString()) as Parameters<typeof boundaryFiles>[0];
    for (const [name, bytes] of boundaryFiles(divisions, demoSeed)) expect(committed(name).equals(bytes)).toBe(true);
  });

  it('has every line of the city, and markers on each, all labelled', () => {
    expect(lines.filter(({ level }) => level !== 'county').map(({ code }) => code)).toEqual([
      '1113',
      '1213',
      '1315',
      '1321',
      '13021308',
      '13031308',
      '13071308',
    ]);
    for (const { id } of lines) expect(markers.some(({ lineIds }) => lineIds.includes(id))).toBe(true);
    expect(markers.length).toBeGreaterThan(350);
    expect([...lines, ...markers].every(({ demo }) => demo)).toBe(true);
  });

  it('numbers the markers of each line in their order along it', () => {
    const laidOut = layOut({
      lines: new Map(lines.map(({ id, ...body }) => [id, body])),
      markers: new Map(markers.map(({ id, ...body }) => [id, body])),
      divisions: new Map(),
    });
    expect(laidOut.map(({ placed }) => placed.length).every((count) => count >= 2)).toBe(true);
    expect(laidOut.flatMap(orderFindings)).toEqual([]);
  });

  it('lets each section of an outer line begin where the one before it ends', () => {
    const point = (marker: string) => marker.replace(/[A-E]$/, '');
    const outer = lines.filter(({ level, sections }) => level !== 'county' && sections.length > 1);
    expect(outer.length).toBeGreaterThan(3);
    for (const { sections } of outer) {
      const starts = sections.slice(1).map(({ fromMarker }) => point(fromMarker));
      expect(starts).toEqual(sections.slice(0, -1).map(({ toMarker }) => point(toMarker)));
    }
  });

  it('lets the lines of round 4 fall due before those of round 5', () => {
    const year = (code: string) => lines.find((line) => line.code === code)!.lastInspectionYear!;
    const [four, five] = [
      ['1315', '1113'],
      ['1321', '1213', '13021308', '13071308', '13031308'],
    ];
    expect(Math.max(...four!.map(year))).toBeLessThan(Math.min(...five!.map(year)));
  });

  it('has reference objects that agree with the markers on the ellipsoid', () => {
    for (const { position, references } of markers) {
      for (const { azimuthDeg, distanceM, position: at } of references) {
        const { azimuthDeg: azimuth, distanceM: distance } = inverse(position!.coordinates, at!.coordinates);
        expect(Math.abs(distance - distanceM)).toBeLessThan(0.002);
        expect(Math.abs(((azimuth - azimuthDeg + 540) % 360) - 180) * distance).toBeLessThan(0.2);
      }
    }
  });
});
