import { sql, type Kysely, type Transaction } from 'kysely';
import type { Schema } from '../db/schema.ts';
import type { CheckResult } from '../registry/check.ts';
import { problems } from '../registry/problem.ts';
import type { Allotment } from '../registry/record-type.ts';
import type { PlaceNameBody } from './contract.ts';

const serialDigits = 6;
const mostSerials = 10 ** serialDigits - 1;

/** The first 14 digits of a code: county, township (000 where there is none) and category. */
export function codePrefix(countyCode: string, townshipCode: string | null, category: string): string {
  return countyCode.slice(0, 6) + (townshipCode?.slice(6, 9) ?? '000') + category;
}

/**
 * Codes for new place names, in the order of the records. Runs in the commit's transaction: what is taken back leaves no
 * gap, a second commit waits for the first, and a serial that was given is never given again.
 */
export const placeNameCodes: Allotment = {
  field: 'code',
  async allot(tx, bodies, divisionOf) {
    const prefixes = (bodies as unknown as PlaceNameBody[]).map(({ countyId, townshipId, category }) => {
      const county = divisionOf(countyId);
      const township = townshipId === null ? null : divisionOf(townshipId);
      // A body that names a division which is not there is refused by the rules.
      return county === undefined || township === undefined
        ? null
        : codePrefix(String(county.code), township === null ? null : String(township.code), category);
    });
    const wanted = new Map<string, number>();
    for (const prefix of prefixes) if (prefix !== null) wanted.set(prefix, (wanted.get(prefix) ?? 0) + 1);
    const next = await takeSerials(tx, wanted);
    return prefixes.map((prefix) => {
      if (prefix === null) return null;
      const serial = next.get(prefix)!;
      next.set(prefix, serial + 1);
      return prefix + String(serial).padStart(serialDigits, '0');
    });
  },
};

/** Takes serials of several prefixes. @returns the first serial of each */
async function takeSerials(tx: Transaction<Schema>, wanted: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  if (wanted.size === 0) return new Map();
  // Prefixes in one order, so that two commits cannot wait for each other.
  const rows = [...wanted].map(([prefix, count]) => ({ prefix, count })).sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
  const { rows: before } = await sql<{ prefix: string; last: number }>`
    SELECT prefix, last FROM place_name_serial WHERE prefix = ANY(${rows.map((r) => r.prefix)}) FOR UPDATE`.execute(tx);
  const last = new Map(before.map((row) => [row.prefix, row.last]));
  const full = rows.find(({ prefix, count }) => (last.get(prefix) ?? 0) + count > mostSerials);
  if (full) {
    throw problems.conflict({
      zh: `代码前 14 位为 ${full.prefix} 的顺序号(${serialDigits} 位)已用尽`,
      en: `The serials (${serialDigits} digits) of codes that begin with ${full.prefix} are used up`,
    });
  }
  const { rows: taken } = await sql<{ prefix: string; last: number }>`
    INSERT INTO place_name_serial AS s (prefix, last)
    SELECT r.prefix, r.count FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(prefix text, count integer)
    ON CONFLICT (prefix) DO UPDATE SET last = s.last + excluded.last
    RETURNING prefix, last`.execute(tx);
  return new Map(taken.map((row) => [row.prefix, row.last - wanted.get(row.prefix)! + 1]));
}

/** Checks that every code that was ever given is one record's alone, and that the serials have no gap. Reads only. */
export async function checkPlaceNameCodes(db: Kysely<Schema>): Promise<CheckResult[]> {
  const { rows: shared } = await sql<{ code: string }>`
    SELECT body->>'code' AS code FROM record_history WHERE type = 'placeName'
    GROUP BY body->>'code' HAVING count(DISTINCT record_id) > 1`.execute(db);
  const { rows: counted } = await sql<{ prefix: string; last: number; given: number }>`
    SELECT s.prefix, s.last, coalesce(g.given, 0)::integer AS given
    FROM place_name_serial s
    FULL JOIN (
      SELECT left(body->>'code', 14) AS prefix, count(DISTINCT body->>'code') AS given
      FROM record_history WHERE type = 'placeName' GROUP BY 1) g ON g.prefix = s.prefix`.execute(db);
  return [
    {
      name: 'place-name codes',
      checked: counted.reduce((sum, { given }) => sum + given, 0),
      troubles: [
        ...shared.map(({ code }) => `code ${code} was given to several place names`),
        ...counted
          .filter(({ last, given }) => last !== given)
          .map(({ prefix, last, given }) => `codes ${prefix}…: ${given} given, the last serial is ${last}`),
      ],
    },
  ];
}
