import type { FieldDatabase } from './database.ts';
import { canSeal, sealPicture } from './sealed-pictures.ts';

const tables = (database: FieldDatabase) => [database.outboxContents, database.photos];

/** Hashes of pictures that are not encrypted; told by the index alone, without reading any. */
async function plainAmong(table: ReturnType<typeof tables>[number]): Promise<string[]> {
  const [all, sealed] = await Promise.all([
    table.toCollection().primaryKeys(),
    table.where('kept.keyId').above('').primaryKeys(),
  ]);
  const isSealed = new Set(sealed);
  return all.filter((sha256) => !isSealed.has(sha256));
}

/** What is worth telling of the pictures on this device. */
export interface PictureCare {
  /** Whether pictures are encrypted here. */
  seals: boolean;
  plain: number;
  /** Pictures whose key is gone: kept, but readable by nobody. */
  keyLost: number;
}

export async function pictureCare(database: FieldDatabase): Promise<PictureCare> {
  const known = new Set(await database.keys.toCollection().primaryKeys());
  let [plain, keyLost] = [0, 0];
  for (const table of tables(database)) {
    plain += (await plainAmong(table)).length;
    for (const keyId of await table.orderBy('kept.keyId').uniqueKeys())
      if (!known.has(String(keyId))) keyLost += await table.where('kept.keyId').equals(keyId).count();
  }
  return { seals: canSeal(), plain, keyLost };
}

/**
 * Encrypts pictures that an older program left plain, one after the other; one that was given up or sealed in the meantime is left
 * as it is. Nothing is lost when the page is closed on the way.
 */
export async function sealPlainPictures(database: FieldDatabase, keyId: string): Promise<void> {
  if (!canSeal()) return;
  for (const table of tables(database)) {
    for (const sha256 of await plainAmong(table)) {
      const stored = await table.get(sha256);
      if (!stored || !('plain' in stored.kept)) continue;
      const kept = await sealPicture(database.keys, keyId, sha256, stored.kept.plain);
      await database.transaction('rw', table, async () => {
        const now = await table.get(sha256);
        if (now && 'plain' in now.kept) await table.update(sha256, { kept });
      });
    }
  }
}
