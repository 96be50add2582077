import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';

/** Opens the embedded PostgreSQL with PostGIS in `folder`. The caller must own the folder: PGlite itself takes no lock. */
export const openPGlite = (folder: string): Promise<PGlite> =>
  PGlite.create({ dataDir: folder, extensions: { postgis }, relaxedDurability: false });
