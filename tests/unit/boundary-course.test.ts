import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { fromStorage } from '../../server/exchange/crs.ts';
import { readCourse } from '../../server/boundary/course/read-course.ts';
import { Problem } from '../../server/registry/problem.ts';

const course: [number, number][] = [
  [117.5, 40.9],
  [117.512345, 40.91],
  [117.53, 40.925],
];
/** Chengde, roughly: metres outside of a box. */
const outsideM = ([longitude, latitude]: readonly number[]) =>
  longitude! > 115.9 && longitude! < 119.3 && latitude! > 40.1 && latitude! < 42.7 ? 0 : 50_000;
const read = (content: string | Buffer, crs: string) => readCourse(Buffer.from(content), crs, outsideM);

function refusal(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('Nothing was refused');
}

const table = (crs: string, header: string) =>
  [header, ...course.map((at) => fromStorage(at, crs).join(','))].join('\n');
const expectCourse = (pieces: number[][][]) => {
  expect(pieces).toHaveLength(1);
  pieces[0]!.forEach(([longitude, latitude], i) => {
    expect(Math.abs(longitude! - course[i]![0])).toBeLessThan(1e-6);
    expect(Math.abs(latitude! - course[i]![1])).toBeLessThan(1e-6);
  });
};

describe('the course of a line from a file', () => {
  it.each([
    ['EPSG:4490', '经度,纬度'],
    ['EPSG:4326', 'lon,lat'],
    ['EPSG:4527', 'X,Y'],
    ['EPSG:4528', '横坐标,纵坐标'],
    ['EPSG:4549', '东坐标,北坐标'],
    ['EPSG:4509', 'x,y'],
    ['GCJ-02', 'lng,lat'],
    ['BD-09', '经度,纬度'],
  ])('is read from a table of points in %s with headings %s', (crs, header) => {
    const { format, geometry } = read(table(crs, header), crs);
    expect(format).toBe('csv');
    expectCourse(geometry.coordinates);
  });

  it('is read from a table in GB18030 whose pieces have names', () => {
    const rows = ['段,经度,纬度', '甲,117.5,40.9', '甲,117.6,40.9', '乙,117.7,40.9', '乙,117.8,40.9'];
    const { geometry } = read(iconv.encode(rows.join('\r\n'), 'gb18030'), 'EPSG:4490');
    expect(geometry.coordinates.map((piece) => piece.map(([longitude]) => longitude))).toEqual([
      [117.5, 117.6],
      [117.7, 117.8],
    ]);
  });

  it('is read from GeoJSON and from KML with a prefix and heights', () => {
    const line = { type: 'LineString', coordinates: course };
    const collection = { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: line, properties: {} }] };
    expectCourse(read(JSON.stringify(collection), 'EPSG:4490').geometry.coordinates);
    const projected = { ...line, coordinates: course.map((at) => fromStorage(at, 'EPSG:4528')) };
    expectCourse(read(JSON.stringify(projected), 'EPSG:4528').geometry.coordinates);
    const triples = course.map((at) => `${at.join(',')},812.5`).join('\n  ');
    const kml = `<?xml version="1.0"?><k:kml xmlns:k="http://www.opengis.net/kml/2.2"><k:Placemark>
      <k:Point><k:coordinates>117.1,40.1</k:coordinates></k:Point>
      <k:LineString><k:tessellate>1</k:tessellate><k:coordinates>
  ${triples}
      </k:coordinates></k:LineString></k:Placemark></k:kml>`;
    const { format, geometry } = read(kml, 'EPSG:4326');
    expect(format).toBe('kml');
    expectCourse(geometry.coordinates);
    expect(refusal(() => read(kml, 'EPSG:4528')).errors.map(({ code }) => code)).toEqual(['kml-in-degrees']);
  });

  it('names the rows that cannot be used, and what is likely wrong with them', () => {
    const rows = ['经度,纬度', '117.5,40.9', '不详,40.9', '40.9,117.5', '117.6,30.9'];
    const { errors } = refusal(() => read(rows.join('\n'), 'EPSG:4490'));
    expect(errors.map(({ row, code }) => [row, code])).toEqual([
      [3, 'not-a-number'],
      [4, 'not-in-system'],
      [5, 'outside-study-area'],
    ]);
    expect(errors[2]!.message.zh).toContain('50.0 公里');
    // Zone 39 stated for coordinates of zone 40.
    const wrongZone = refusal(() => read(table('EPSG:4528', 'x,y'), 'EPSG:4527'));
    expect(wrongZone.errors.map(({ code }) => code)).toContain('outside-study-area');
  });

  it.each([
    ['nothing', ''],
    ['a table without coordinates', '名称,编号\n甲,1'],
    ['a point', JSON.stringify({ type: 'Point', coordinates: [117, 41] })],
    ['a broken document', '{"type":"LineString","coordinates":[[117'],
    ['KML without a line', '<kml><Point><coordinates>117,41</coordinates></Point></kml>'],
  ])('is refused for %s', (_, content) => {
    expect(refusal(() => read(content, 'EPSG:4490')).status).toBe(415);
  });
});
