import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';

/**
 * Opens the embedded PostgreSQL with PostGIS in `folder`. The caller must own the folder: PGlite itself takes no lock.
 * @param extension PostGIS as packaged, which can be created, or as a prepared folder needs it
 */
export const openPGlite = (folder: string, extension: typeof postgis = postgis): Promise<PGlite> =>
  PGlite.create({ dataDir: folder, extensions: { postgis: extension }, relaxedDurability: false });
