import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Schema } from '../../../db/schema.ts';
import type { PlaceNameHit, PlaceNameSearchResult } from '../../contract.ts';
import { distanceToM } from '../../geometry.ts';
import { nameOn } from '../../names-on.ts';
import { lettersOf, syllablesOf } from '../../pinyin.ts';
import { editCounter } from '../edits.ts';
import {
  homophoneScore,
  initialsScore,
  isLatin,
  mostEdits,
  mostInitials,
  nearScore,
  OTHER_NAME_SCORE,
  pinyinScore,
  writtenHow,
  writtenScore,
  type Fit,
} from '../find.ts';
import { unitsOf } from '../flat-texts.ts';
import { divisionsOf, segmentsOf } from '../follower.ts';
import { dayNumber } from '../name-index.ts';
import type { NameSearch } from '../name-search.ts';
import { boxAround, courseOf, divisionOn, hitOf, isAsked, type FoundRecord, type Question } from '../search.ts';
import { rowsByKeys, type IndexFollower } from './follow.ts';
import {
  likenessOfLetters,
  likenessOfText,
  placesOfInitials,
  placesOfLetters,
  placesOfText,
  type Place,
} from './keys.ts';

/** Names that are counted; of more it is only said that there are so many. */
const COUNTED = 1000;
/** Names of a list that are short enough to be looked at one by one. */
const FEW = 3000;
/** Names in an area that are few enough to be looked at one by one. */
const FEW_IN_AREA = 20_000;
/** Names that are looked at of each pair of characters when similar ones are sought, the best. */
const SIMILAR_OF_PAIR = 300;

/** A name of the index that may fit. */
interface Row {
  record_id: string;
  name: string;
  syllables: string;
  initials: string;
  standard: boolean;
  rank: number;
}

interface Found extends Fit {
  row: Row;
  /** What of the record matched; null: its place. */
  matched: string | null;
}

type Condition = RawBuilder<unknown>;
const columns = sql`e.record_id, e.name, e.syllables, e.initials, e.standard, e.rank`;
const letters = sql`replace(e.syllables, ' ', '')`;
const anyOf = (conditions: readonly Condition[]): Condition => sql`(${sql.join(conditions, sql` OR `)})`;
const allOf = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` AND `)})`;
const like = (text: string) => `%${text.replaceAll(/[\\%_]/gu, (sign) => `\\${sign}`)}%`;
const at = (place: Place): Condition =>
  'key' in place ? sql`k.key = ${place.key}` : sql`k.key >= ${place.from} AND k.key < ${place.before}`;

/** The search in the index of the database: same finds as that in memory, but long lists are counted up to a thousand. */
export function databaseNameSearch(db: Kysely<Schema>, follower: IndexFollower): NameSearch {
  async function hits(seq: number, question: Question, finds: readonly Found[]): Promise<PlaceNameHit[]> {
    const segments = await segmentsOf(db, seq, [...new Set(finds.map(({ row }) => row.record_id))]);
    const line = question.along === undefined ? null : courseOf(question.along);
    const kept: FoundRecord[] = [];
    for (const { row, matched, how, score, edits } of finds) {
      const own = segments.get(row.record_id) ?? [];
      const body = nameOn(own, question.asOf)?.body;
      if (!body || !isAsked(question, body)) continue;
      const distanceM = line === null || body.geometry === null ? null : distanceToM(body.geometry, line);
      if (line !== null && (distanceM === null || distanceM > question.withinM)) continue;
      kept.push({ id: row.record_id, segments: own, matched, fit: { how, score, edits }, distanceM });
    }
    if (line !== null) kept.sort((a, b) => a.fit.score - b.fit.score || a.distanceM! - b.distanceM!);
    return told(seq, question.asOf, kept.slice(0, question.limit));
  }

  async function told(seq: number, asOf: string, found: readonly FoundRecord[]): Promise<PlaceNameHit[]> {
    const bodies = found.map(({ segments }) => nameOn(segments, asOf)!.body);
    const ids = bodies.flatMap(({ countyId, townshipId }) =>
      townshipId === null ? [countyId] : [countyId, townshipId],
    );
    const divisions = await divisionsOf(db, seq, [...new Set(ids)]);
    return found.map((record) => hitOf(divisions, asOf, record));
  }

  return {
    async search(question): Promise<PlaceNameSearchResult> {
      const { seq } = await follower.broughtUp();
      const { asOf, limit } = question;
      const { finds, total } = await new IndexSearch(db, question).find();
      const items = await hits(seq, question, finds);
      // Of names that were looked at one by one it is known how many are there on the day.
      const known = finds.length < limit ? items.length : Math.max(total, items.length);
      return { seq, asOf, total: known, items };
    },

    async at(position, { radiusM, limit, asOf }) {
      const { seq } = await follower.broughtUp();
      const [west, south, east, north] = boxAround([position], radiusM);
      const { rows } = await sql<{ record_id: string; size: number }>`
        SELECT record_id, area(extent) AS size FROM place_name_index_entry
        WHERE standard AND extent && box(point(${west}, ${south}), point(${east}, ${north}))
        LIMIT ${FEW_IN_AREA}`.execute(db);
      const segments = await segmentsOf(
        db,
        seq,
        rows.map(({ record_id }) => record_id),
      );
      const near = rows.flatMap(({ record_id: id, size }) => {
        const own = segments.get(id) ?? [];
        const geometry = nameOn(own, asOf)?.body.geometry;
        const distanceM = geometry ? distanceToM(geometry, [position]) : Infinity;
        const fit: Fit = { how: 'near', score: 0, edits: 0 };
        return distanceM > radiusM ? [] : [{ id, segments: own, matched: null, fit, distanceM, size }];
      });
      near.sort((a, b) => a.distanceM - b.distanceM || a.size - b.size);
      return { seq, asOf, total: near.length, items: await told(seq, asOf, near.slice(0, limit)) };
    },

    async segments(id) {
      const { seq } = await follower.broughtUp();
      return (await segmentsOf(db, seq, [id])).get(id) ?? [];
    },

    async divisions(ids, day) {
      const { seq } = await follower.broughtUp();
      const known = await divisionsOf(db, seq, ids);
      return ids.map((id) => divisionOn(known, id, day));
    },
  };
}

const none = { rows: [] as Row[], count: 0 };

/** One search in the index. */
class IndexSearch {
  /** By record its best fit. */
  private readonly found = new Map<string, Found>();
  private readonly filter: readonly Condition[];
  private readonly isArea: boolean;
  private readonly text: string;

  constructor(
    private readonly db: Kysely<Schema>,
    private readonly question: Question,
  ) {
    const { q, asOf, bbox, divisionId, class: wanted, status, along, withinM } = question;
    this.text = q.toLowerCase();
    const box = along === undefined ? bbox : boxAround(courseOf(along), withinM);
    const stated: Condition[] = [];
    if (status !== undefined) stated.push(sql`e.status = ${status}`);
    if (wanted !== undefined) stated.push(sql`e.class = ${wanted}`);
    if (divisionId !== undefined) {
      stated.push(sql`(e.county_id = ${divisionId} OR e.township_id = ${divisionId} OR e.village_id = ${divisionId})`);
    }
    const placed =
      box === undefined ? [] : [sql`e.extent && box(point(${box[0]}, ${box[1]}), point(${box[2]}, ${box[3]}))`];
    // A record that was another one on the day is looked at itself.
    const unsettled = sql`e.settled_on IS NULL OR e.settled_on > ${dayNumber(asOf)}`;
    this.filter = [...placed, ...(stated.length === 0 ? [] : [sql`(${allOf(stated)} OR ${unsettled})`])];
    this.isArea = box !== undefined || divisionId !== undefined;
  }

  /** The best finds in order, some more than asked, and how many names fit as written. */
  async find(): Promise<{ finds: Found[]; total: number }> {
    const { question } = this;
    const isSmall = this.isArea && (await this.countInArea()) < FEW_IN_AREA;
    let total = 0;
    if (question.q === '') total = await this.findAll();
    else if (isSmall) total = await this.findInArea();
    else total = await this.findWritten();
    if (question.q !== '' && question.fuzzy === 'auto') {
      if (this.found.size < question.limit) await this.findHomophones();
      if (this.found.size < question.limit) await this.findSimilar();
    }
    const finds = [...this.found.values()].sort(
      (a, b) => a.score - b.score || a.row.rank - b.row.rank || (a.row.name < b.row.name ? -1 : 1),
    );
    return { finds: finds.slice(0, Math.max(this.enough, question.along === undefined ? 0 : finds.length)), total };
  }

  /** Some more than are asked for: not all are there on the day. */
  private get enough(): number {
    return this.question.limit * 3;
  }

  private async rows<Shape = Row>(query: Condition): Promise<Shape[]> {
    return (await (query as RawBuilder<Shape>).execute(this.db)).rows;
  }

  private take(row: Row, matched: string | null, how: Fit['how'], score: number, edits = 0): void {
    const own = score + (row.standard || matched === null ? 0 : OTHER_NAME_SCORE);
    const known = this.found.get(row.record_id);
    if (known === undefined || own < known.score)
      this.found.set(row.record_id, { row, matched, how, score: own, edits });
  }

  private async countInArea(): Promise<number> {
    const [{ count }] = (
      await sql<{ count: number }>`SELECT count(*) AS count FROM
        (SELECT FROM place_name_index_entry e WHERE ${allOf(this.filter)} LIMIT ${FEW_IN_AREA}) AS counted`.execute(
        this.db,
      )
    ).rows as [{ count: number }];
    return count;
  }

  private async findAll(): Promise<number> {
    const rows = await this.rows(sql`SELECT ${columns} FROM place_name_index_entry e
      WHERE e.standard AND ${allOf(this.filter)} ORDER BY e.rank, e.entry
      LIMIT ${this.question.along === undefined ? Math.max(COUNTED, this.enough) : FEW_IN_AREA}`);
    for (const row of rows) this.take(row, null, 'within', 0);
    return rows.length;
  }

  /** All names of the area that fit as written. */
  private async findInArea(): Promise<number> {
    const { text } = this;
    const conditions = [sql`e.name LIKE ${like(text)}`];
    if (isLatin(text)) {
      const wanted = lettersOf(text);
      conditions.push(sql`${letters} LIKE ${like(wanted)}`, sql`e.initials LIKE ${like(wanted)}`);
    }
    if (isCode(text)) conditions.push(sql`e.code LIKE ${`${text}%`}`);
    const rows = await this.rows(
      sql`SELECT ${columns}, e.code FROM place_name_index_entry e WHERE ${allOf(this.filter)} AND ${anyOf(conditions)}`,
    );
    for (const row of rows) this.takeWritten(row);
    return this.found.size;
  }

  /** A name by whichever way it fits as written. */
  private takeWritten(row: Row & { code?: string | null }): void {
    const { text } = this;
    if (isCode(text) && row.standard && row.code?.startsWith(text)) this.take(row, row.code, 'code', 1);
    this.takeText(row);
    if (!isLatin(text)) return;
    const wanted = lettersOf(text);
    this.takeSpoken(row, wanted, (isFirst, more) => this.take(row, row.name, 'pinyin', pinyinScore(isFirst, more)));
    this.takeInitials(row, wanted);
  }

  private takeText(row: Row): void {
    const where = row.name.indexOf(this.text);
    if (where < 0) return;
    const more = row.name.length - this.text.length;
    this.take(row, row.name, writtenHow(where, more), writtenScore(where, more));
  }

  private takeSpoken(row: Row, wanted: string, take: (isFirst: boolean, more: number) => void): void {
    if (wanted.length < 2) return;
    const said = row.syllables.replaceAll(' ', '');
    let start = 0;
    for (const { length } of row.syllables.split(' ')) {
      if (said.startsWith(wanted, start)) return take(start === 0, said.length - wanted.length);
      start += length;
    }
  }

  private takeInitials(row: Row, wanted: string): void {
    const where = row.initials.indexOf(wanted);
    if (where < 0 || wanted.length > mostInitials || (wanted.length === 1 && where > 0)) return;
    this.take(row, row.name, 'initials', initialsScore(where, row.initials.length - wanted.length));
  }

  private async findWritten(): Promise<number> {
    const { text } = this;
    let total = 0;
    if (isCode(text)) {
      const rows = await this.rows(sql`SELECT ${columns}, e.code FROM place_name_index_entry e
        WHERE e.standard AND e.code LIKE ${`${text}%`} AND ${allOf(this.filter)} ORDER BY e.code LIMIT ${this.enough}`);
      for (const row of rows) this.takeWritten(row);
      total += rows.length;
    }
    const wanted = isLatin(text) ? lettersOf(text) : '';
    const { range, ordered } = placesOfLetters(wanted);
    const isShort = wanted.length <= 4;
    const [written, spoken, short] = await Promise.all([
      this.listed(placesOfText(text), null, sql`e.name LIKE ${like(text)}`, text.length <= 3),
      wanted.length < 2 ? none : this.listed([range], ordered, sql`${letters} LIKE ${like(wanted)}`),
      wanted === '' || wanted.length > mostInitials
        ? none
        : this.listed(placesOfInitials(wanted), null, sql`e.initials LIKE ${like(wanted)}`, isShort),
    ]);
    for (const row of written.rows) this.takeText(row);
    for (const row of spoken.rows) this.takeWritten(row);
    for (const row of short.rows) this.takeInitials(row, wanted);
    total = Math.max(total, written.count, spoken.count, short.count);
    return Math.max(total, this.found.size);
  }

  /**
   * Names that are listed at all of some places and fulfil a condition: all where one of the places has few, else the
   * first ones of a list in order.
   *
   * @param ordered list in order that has all names of the places; null: the first place is one
   * @param isWhole whether all names of the first place fulfil the condition
   */
  private async listed(
    places: readonly Place[],
    ordered: Place | null,
    condition: Condition,
    isWhole = false,
  ): Promise<{ rows: Row[]; count: number }> {
    const [first] = places;
    // A list of the very characters that are asked for needs no look at its names.
    if (places.length === 1 && 'key' in first! && isWhole) {
      const rows = await this.rows<Row & { listed: number }>(sql`
        SELECT ${columns}, (SELECT count(*) FROM
          (SELECT FROM place_name_index_key k WHERE ${at(first)} LIMIT ${COUNTED}) AS list) AS listed
        FROM place_name_index_key k JOIN place_name_index_entry e USING (entry)
        WHERE ${at(first)} AND ${allOf(this.filter)} ORDER BY k.place LIMIT ${this.enough}`);
      return { rows, count: rows.length < this.enough ? rows.length : rows[0]!.listed };
    }
    const counts = sql.join(
      places.map(
        (place) =>
          sql`(SELECT count(*) FROM (SELECT FROM place_name_index_key k WHERE ${at(place)} LIMIT ${FEW}) AS listed)`,
      ),
    );
    const [{ sizes }] = (await sql<{ sizes: number[] }>`SELECT ARRAY[${counts}]::integer[] AS sizes`.execute(this.db))
      .rows as [{ sizes: number[] }];
    const least = sizes.indexOf(Math.min(...sizes));
    const isShort = sizes[least]! < FEW;
    const place = isShort || ordered === null ? places[least]! : ordered;
    const rows = await this.rows(sql`
      SELECT ${columns} FROM place_name_index_key k JOIN place_name_index_entry e USING (entry)
      WHERE ${at(place)} AND ${allOf([condition, ...this.filter])}
      ORDER BY ${'key' in place ? sql`k.place` : sql`k.key, k.place`}
      LIMIT ${isShort ? COUNTED : this.enough}`);
    return { rows, count: isShort ? rows.length : COUNTED };
  }

  private async findHomophones(): Promise<void> {
    const { text } = this;
    if (isLatin(text) || [...text].length < 2) return;
    const wanted = syllablesOf(text).map(lettersOf).join('');
    if (wanted.length < 2) return;
    const { range, ordered } = placesOfLetters(wanted);
    const { rows } = await this.listed([range], ordered, sql`${letters} LIKE ${like(wanted)}`);
    for (const row of rows) {
      this.takeSpoken(row, wanted, (isFirst, more) =>
        this.take(row, row.name, 'homophone', homophoneScore(isFirst, more)),
      );
    }
  }

  /** Names that differ in one or two characters, those of which a part is the same. */
  private async findSimilar(): Promise<void> {
    const latin = isLatin(this.text);
    const wanted = latin ? lettersOf(this.text) : this.text;
    const most = mostEdits(wanted.length);
    if (most === 0) return;
    const rows = latin ? await this.similarLetters(wanted) : await this.similarText(wanted);
    const edits = editCounter(unitsOf(wanted), latin ? 0x100 : 0x10000);
    for (const row of rows) {
      const units = unitsOf(latin ? row.syllables.replaceAll(' ', '') : row.name);
      const count = edits(units, 0, units.length);
      if (count === 0 || count > most) continue;
      this.take(row, row.name, 'fuzzy', nearScore(count, units.length - wanted.length), count);
    }
  }

  private similarLetters(wanted: string): Promise<Row[]> {
    return rowsByKeys(
      this.db,
      sql<Row>`SELECT ${columns} FROM place_name_index_entry e
      WHERE e.keys && ${likenessOfLetters(wanted)}::bigint[] AND ${allOf(this.filter)} LIMIT ${FEW}`,
    );
  }

  private async similarText(wanted: string): Promise<Row[]> {
    const { texts, keys, places } = likenessOfText(wanted);
    const lists = places.map(
      (place) =>
        sql`(SELECT k.entry FROM place_name_index_key k WHERE ${at(place)} ORDER BY k.place LIMIT ${SIMILAR_OF_PAIR})`,
    );
    return rowsByKeys(
      this.db,
      sql<Row>`SELECT ${columns} FROM place_name_index_entry e
      WHERE e.entry IN (
        (SELECT entry FROM place_name_index_entry WHERE keys && ${keys}::bigint[] LIMIT ${FEW})
        UNION (SELECT entry FROM place_name_index_entry WHERE name = ANY(${texts}) LIMIT ${FEW})
        UNION ${sql.join(lists, sql` UNION `)})
      AND ${allOf(this.filter)}`,
    );
  }
}

const isCode = (text: string): boolean => /^\d{2,20}$/u.test(text);
