import { text, type DivisionLevel, type Text } from '../../gis-data/catalogue/index.ts';
import { NONE, type Snapshot } from '../snapshot/snapshot.ts';
import { sharedCharacters } from './match-score.ts';
import type { Remark } from './values.ts';

/** A division found by name or code, or why none was. */
export type PlaceReading =
  | { found: string; remarks: Remark[] }
  | { found: null; code: 'unknown-division' | 'ambiguous-division'; message: Text };

/** Finds divisions of a snapshot by what registers call them. */
export interface PlaceFinder {
  /**
   * @param within id of the division in which to look (a county for townships, a township or county for villages);
   *   `null` = everywhere
   */
  find(level: DivisionLevel, written: string, within: string | null): PlaceReading;
  /** The county or township in which a division lies. */
  above(divisionId: string, level: 'county' | 'township'): string | null;
  nameOf(divisionId: string): string;
}

interface Entry {
  id: string;
  name: string;
  code: string;
  county: string | null;
  township: string | null;
}

const nationality = '(?:满族蒙古族|满族|蒙古族|回族|朝鲜族)?';
const suffixes: Record<DivisionLevel, RegExp> = {
  city: /市$/u,
  county: new RegExp(`${nationality}(?:自治县|县|区|市)$`, 'u'),
  township: new RegExp(`(?:${nationality}(?:乡|镇)|街道办事处|街道办|街道|办事处)$`, 'u'),
  village: /(?:社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区|行政村|村)$/u,
};

/** A name without what only says which sort of division it is: 上板城镇 → 上板城. */
export function stem(name: string, level: DivisionLevel): string {
  const stripped = name.replace(suffixes[level], '');
  return stripped === '' ? name : stripped;
}

const finders = new WeakMap<object, PlaceFinder>();

/** The finder of a snapshot's divisions; built once for each state of the divisions. */
export function placeFinder(snapshot: Snapshot): PlaceFinder {
  let finder = finders.get(snapshot.divisions);
  if (!finder) {
    finder = buildFinder(snapshot);
    finders.set(snapshot.divisions, finder);
  }
  return finder;
}

const levelLabels: Record<DivisionLevel, Text> = {
  city: text('设区市', 'city'),
  county: text('县(市、区)', 'county'),
  township: text('乡镇(街道)', 'township'),
  village: text('村(社区)', 'village or community'),
};

/** How many names are offered for an unknown one. */
const offeredCandidates = 3;

function buildFinder(snapshot: Snapshot): PlaceFinder {
  const { divisions } = snapshot;
  const idAt = (row: number) => (row === NONE ? null : divisions.ids[row]!);
  const entriesOf = (level: DivisionLevel): Entry[] =>
    divisions.ofLevel(level).map((row) => {
      const { name, code } = divisions.bodies[row]!;
      return {
        id: divisions.ids[row]!,
        name,
        code,
        county: idAt(divisions.county[row]!),
        township: idAt(divisions.township[row]!),
      };
    });
  const levels = new Map<DivisionLevel, LevelIndex>();
  const indexOf = (level: DivisionLevel) => {
    let index = levels.get(level);
    if (!index) {
      index = indexLevel(entriesOf(level), level);
      levels.set(level, index);
    }
    return index;
  };
  const byId = new Map(divisions.bodies.map((body, row) => [divisions.ids[row]!, { body, row }]));
  const prefixes = ['河北省', ...divisions.ofLevel('city').map((row) => divisions.bodies[row]!.name)];

  return {
    find(level, written, within) {
      const index = indexOf(level);
      const inside = (e: Entry) => within === null || e.county === within || e.township === within || e.id === within;
      const name = withoutPrefixes(written.normalize('NFKC').replace(/\s+/gu, ''), prefixes);
      const exact = [...(index.byCode.get(name) ?? []), ...(index.byName.get(name) ?? [])].filter(inside);
      if (exact.length === 1) return { found: exact[0]!.id, remarks: [] };
      const similar = exact.length > 0 ? exact : (index.byStem.get(stem(name, level)) ?? []).filter(inside);
      if (similar.length === 1) return { found: similar[0]!.id, remarks: [readAs(written, similar[0]!.name)] };
      return similar.length > 1
        ? ambiguous(level, written, similar, (id) => byId.get(id)!.body.name)
        : unknownPlace(level, written, index.entries.filter(inside));
    },
    above(divisionId, level) {
      const row = byId.get(divisionId)?.row;
      return row === undefined ? null : idAt(divisions[level][row]!);
    },
    nameOf: (divisionId) => byId.get(divisionId)?.body.name ?? divisionId,
  };
}

interface LevelIndex {
  entries: Entry[];
  byCode: Map<string, Entry[]>;
  byName: Map<string, Entry[]>;
  byStem: Map<string, Entry[]>;
}

function indexLevel(entries: Entry[], level: DivisionLevel): LevelIndex {
  const by = (key: (e: Entry) => string) => {
    const map = new Map<string, Entry[]>();
    for (const entry of entries) {
      const list = map.get(key(entry));
      if (list) list.push(entry);
      else map.set(key(entry), [entry]);
    }
    return map;
  };
  return { entries, byCode: by((e) => e.code), byName: by((e) => e.name), byStem: by((e) => stem(e.name, level)) };
}

function withoutPrefixes(name: string, prefixes: readonly string[]): string {
  let rest = name;
  for (const prefix of prefixes)
    if (rest.length > prefix.length && rest.startsWith(prefix)) rest = rest.slice(prefix.length);
  return rest;
}

const readAs = (written: string, name: string): Remark => ({
  severity: 'note',
  code: 'division-read',
  message: text(`“${written}”按“${name}”处理`, `"${written}" was taken as "${name}"`),
});

function ambiguous(
  level: DivisionLevel,
  written: string,
  entries: readonly Entry[],
  nameOf: (id: string) => string,
): PlaceReading {
  const names = entries.map((e) => {
    const county = level !== 'county' && e.county !== null ? nameOf(e.county) : '';
    return `${county}${e.name}(${e.code})`;
  });
  return {
    found: null,
    code: 'ambiguous-division',
    message: text(
      `“${written}”可能是:${names.join('、')}。请写全称、代码,或填写上级区划`,
      `"${written}" may be ${names.join(', ')}. Give the full name, the code, or the division above it`,
    ),
  };
}

function unknownPlace(level: DivisionLevel, written: string, entries: readonly Entry[]): PlaceReading {
  const label = levelLabels[level];
  const near = entries
    .map((e) => ({ name: e.name, likeness: sharedCharacters(written, e.name) }))
    .filter((c) => c.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, offeredCandidates)
    .map((c) => c.name);
  const offer = near.length > 0 ? text(`;相近的有:${near.join('、')}`, `; similar: ${near.join(', ')}`) : text('', '');
  return {
    found: null,
    code: 'unknown-division',
    message: text(
      `没有名为“${written}”的${label.zh}${offer.zh}`,
      `There is no ${label.en} called "${written}"${offer.en}`,
    ),
  };
}
