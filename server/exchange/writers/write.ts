import type { ExportFormat } from '../contract.ts';
import type { FeatureSource } from './source.ts';

/**
 * Writes features to a file. Writers that a program may never need are loaded when one is asked for.
 * @param path in an empty folder of the caller's, who removes it: some writers leave files beside theirs
 * @throws Problem where the format cannot hold them
 */
export async function writeFeatures(source: FeatureSource, format: ExportFormat, path: string): Promise<void> {
  switch (format) {
    case 'csv':
      return (await import('./csv.ts')).writeCsv(source, path);
    case 'xlsx':
      return (await import('./xlsx.ts')).writeXlsx(source, path);
    case 'geojson':
      return (await import('./geojson.ts')).writeGeoJson(source, path);
    case 'gpkg':
      return (await import('./geopackage.ts')).writeGeoPackage(source, path);
    case 'shp':
      return (await import('./shapefile.ts')).writeShapefiles(source, path);
    case 'kml':
      return (await import('./kml.ts')).writeKml(source, path);
  }
}
