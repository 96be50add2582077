import { statements, type FeatureSource } from './source.ts';
import { writePieces } from './text-file.ts';

/**
 * Features as a GeoJSON FeatureCollection, a line each. In other systems than WGS 84 it has the `crs` member of GeoJSON 2008,
 * which GDAL reads and RFC 7946 let go. What is said of the file is its member `metadata`.
 */
export function writeGeoJson(source: FeatureSource, path: string): Promise<void> {
  const { layer, facts, columns } = source;
  const idAt = columns.findIndex(({ name }) => name === 'id');
  const code = facts.crs.slice('EPSG:'.length);
  const crs =
    facts.crs === 'EPSG:4326' ? {} : { crs: { type: 'name', properties: { name: `urn:ogc:def:crs:EPSG::${code}` } } };
  const head = JSON.stringify({
    type: 'FeatureCollection',
    name: layer,
    ...crs,
    metadata: { ...Object.fromEntries(statements(source)), demo: facts.demo },
  });
  return writePieces(
    path,
    (async function* () {
      yield `${head.slice(0, -1)},"features":[`;
      let isFirst = true;
      for await (const batch of source.batches()) {
        const lines = batch.map(({ values, geometry }) =>
          JSON.stringify({
            type: 'Feature',
            ...(idAt === -1 ? {} : { id: values[idAt] }),
            properties: Object.fromEntries(
              columns.flatMap(({ heading }, i) => (i === idAt ? [] : [[heading, values[i] ?? null]])),
            ),
            geometry,
          }),
        );
        if (lines.length === 0) continue;
        yield `${isFirst ? '' : ','}\n${lines.join(',\n')}`;
        isFirst = false;
      }
      yield '\n]}\n';
    })(),
  );
}
