import type { Kysely } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { CheckResult } from '../registry/check.ts';
import { verifyChain } from './chain.ts';
import { auditedHeads, fileOf, listCases } from './store.ts';

/**
 * Follows the file of every case from its first entry to its last, and asks the audit how far it went: a row altered or
 * removed behind the trigger is found, and so is a file that was cut off together with the case's own note of its end.
 */
export async function checkInspectionFiles(db: Kysely<Schema>): Promise<CheckResult[]> {
  const cases = await listCases(db);
  const audited = await auditedHeads(db);
  const troubles: string[] = [];
  let checked = 0;
  for (const kept of cases) {
    const rows = await fileOf(db, kept.id);
    checked += rows.length;
    const place = `inspection-case/${kept.id}`;
    const { firstBreak } = verifyChain(rows, kept);
    if (firstBreak !== null) troubles.push(`${place} entry ${firstBreak.position}: ${firstBreak.reason.en}`);
    const known = audited.get(kept.id);
    if (known?.head !== kept.head || known.entries !== kept.entries) {
      troubles.push(
        `${place}: ends at entry ${kept.entries}, the audit knows ${known === undefined ? 'no entry' : `entry ${known.entries} with ${known.head === kept.head ? 'the same' : 'another'} hash`}`,
      );
    }
    audited.delete(kept.id);
  }
  troubles.push(...[...audited.keys()].map((id) => `inspection-case/${id}: is in the audit but not there`));
  return [{ name: 'inspection files', checked, troubles }];
}
