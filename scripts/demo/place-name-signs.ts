import type { SignKindId } from '../../gis-data/catalogue/index.ts';
import { standardFormOf } from '../../gis-data/naming/index.ts';
import type { PlaceNameSignBody } from '../../server/place-name-signs/contract.ts';
import type { PlaceNameBody } from '../../server/place-names/contract.ts';
import { positionOfGeometry } from '../../server/place-names/geometry.ts';
import { lettersOf, spelt } from '../../server/place-names/pinyin.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { toPlane, toPosition } from './plane.ts';
import { demoSource, type SeedRecord, type SeedUpdate } from './records.ts';

/** Fields that are not known are left out: the registry fills them. */
type SignBody = Partial<PlaceNameSignBody> & Pick<PlaceNameSignBody, 'placeNameId' | 'kind'>;
type SignRecord = SeedRecord<SignBody>;
type NameRecord = SeedRecord<Partial<PlaceNameBody> & Pick<PlaceNameBody, 'standardName' | 'category' | 'countyId'>>;

/** The demonstration's place names, with their later renamings. */
interface DemoNames {
  names: readonly NameRecord[];
  updates: readonly SeedUpdate<PlaceNameBody>[];
}

/** What kinds of names have signs in the demonstration, and what share of them. */
const kinds: Readonly<Record<string, { kind: SignKindId; share: number }>> = {
  '21400': { kind: 'administrative', share: 1 },
  '21500': { kind: 'administrative', share: 0.5 },
  '21610': { kind: 'village', share: 0.15 },
  '12000': { kind: 'natural', share: 0.2 },
  '23000': { kind: 'transport', share: 0.3 },
  '25000': { kind: 'memorial', share: 0.5 },
};
/** Signs as they were found on the last round; the rest were never looked at. */
const INSPECTED_SHARE = 0.8;
const WRONG_TEXT_SHARE = 0.03;
const WRONG_PINYIN_SHARE = 0.03;
const conditions = [
  ...Array.from({ length: 12 }, () => 'intact' as const),
  ...(['illegible', 'leaning', 'damaged', 'missing'] as const),
];

/**
 * The demonstration's signs, invented: of counties, townships, villages, rivers and roads, and of each place that was renamed
 * since the register began, whose sign still shows what it was called before.
 */
export function placeNameSignRecords({ names, updates }: DemoNames, seed: number): SignRecord[] {
  const random = randomStream(seed, 'place-name signs');
  const renamed = new Set(updates.map(({ id }) => id));
  return names.flatMap((name) => {
    const sort = renamed.has(name.id) ? { kind: 'village' as const, share: 1 } : kinds[name.body.category];
    return sort && random.chance(sort.share) ? [signOf(name, sort.kind, renamed.has(name.id), random)] : [];
  });
}

/** The file of the demonstration's signs, by its name in `gis-data/chengde`; one record a line. */
export function placeNameSignFiles(names: DemoNames, seed: number): Map<string, Uint8Array> {
  const records = placeNameSignRecords(names, seed).map((record) => JSON.stringify(record));
  return new Map([['place-name-signs.json', Buffer.from(`[\n${records.join(',\n')}\n]\n`)]]);
}

function signOf({ id, body }: NameRecord, kind: SignKindId, keepsText: boolean, random: Random): SignRecord {
  const year = random.integer(2014, 2018);
  const day = (of: number) => `${of}-0${random.integer(3, 9)}-${random.integer(10, 28)}`;
  const installedOn = day(year);
  const isInspected = random.chance(INSPECTED_SHARE);
  const condition = random.pick(conditions);
  const letters = body.pinyin ? lettersOf(spelt(body.pinyin)).toUpperCase().replaceAll('V', 'Ü') : null;
  const misspelt = random.chance(WRONG_PINYIN_SHARE) && letters !== null && !keepsText;
  const mistaken = random.chance(WRONG_TEXT_SHARE) && !keepsText;
  const position = positionOfGeometry(body.geometry ?? null);
  return {
    id: `ps-${id.slice('pn-'.length)}`,
    effectiveFrom: '2020-01-01',
    body: {
      placeNameId: id,
      kind,
      text: mistaken ? traditional(body.standardName) : body.standardName,
      ...(letters === null ? {} : { pinyinText: misspelt ? letters.slice(0, -1) : letters }),
      ...(position === null ? {} : { position: { type: 'Point', coordinates: beside(position, random) } }),
      ...(position === null ? {} : { sourceCrs: 'EPSG:4490' }),
      ...(isInspected ? { condition, conditionAsOf: day(2024) } : {}),
      material: random.pick(['aluminium', 'steel', 'stone']),
      installedOn,
      ...(isInspected ? { nextInspectionOn: day(random.pick([2026, 2027])) } : {}),
      custodian: kind === 'administrative' ? '县(市、区)民政局' : '乡镇(街道)',
      sourceDocument: demoSource,
      demo: true,
    },
  };
}

/** Signs stand beside what they name, at the way that leads there. */
function beside(position: readonly [number, number], random: Random): [number, number] {
  const { x, y } = toPlane([...position]);
  const [longitude, latitude] = toPosition({ x: x + random.next() * 0.1 - 0.05, y: y + random.next() * 0.1 - 0.05 });
  return [longitude, latitude];
}

const traditionalOf = new Map([...standardFormOf].map(([form, standard]) => [standard, form]));

/** The name with its first character that has a traditional form in that form. */
function traditional(name: string): string {
  const at = [...name].findIndex((character) => traditionalOf.has(character));
  return at === -1 ? name : [...name].map((c, i) => (i === at ? traditionalOf.get(c)! : c)).join('');
}
