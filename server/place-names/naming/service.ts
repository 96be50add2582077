import { setImmediate } from 'node:timers/promises';
import { text } from '../../../gis-data/catalogue/index.ts';
import { defaultReadLimits } from '../../exchange/limits.ts';
import { readFileRaw } from '../../exchange/read-table.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import { today } from '../../registry/today.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { RecordBodies, Snapshot } from '../../snapshot/snapshot.ts';
import {
  MOST_FINDINGS,
  namingSettings,
  proposedName,
  type BatchCheck,
  type ListedAnswer,
  type NameCheck,
  type NamingAnswer,
  type NameToCheck,
  type ProposedName,
  type SheetCheck,
} from './contract.ts';
import { namingEngine, rowId, type NamingEngine } from './engine.ts';
import { writtenReadings } from './readings.ts';
import type { LendNames } from './name-stock.ts';
import { areasOf } from './register-names.ts';
import { namesOfSheet, type SheetName } from './sheet.ts';

/** Time after which a batch lets other requests have their turn, milliseconds. */
const TURN_MS = 20;

/** The naming rules beside the names that are in the register today. */
export interface NamingService {
  /** @throws Problem invalid that names the field, for a division that is not there or a spelling that does not fit */
  check(name: NameToCheck): Promise<NameCheck>;
  /** @throws Problem invalid that names row and field of each error */
  checkAll(names: readonly NameToCheck[], options: { suggest: boolean; signal?: AbortSignal }): Promise<BatchCheck>;
  /** The same for the names of a spreadsheet. @throws Problem invalid that names sheet, row and field of each error */
  checkSheet(
    file: { path: string; name: string },
    options: { suggest: boolean; signal?: AbortSignal },
  ): Promise<SheetCheck>;
}

export function createNamingService({
  snapshots,
  lendNames,
}: {
  snapshots: SnapshotService;
  lendNames: LendNames;
}): NamingService {
  async function beside(names: readonly NameToCheck[]) {
    const snapshot = await snapshots.at();
    const faults = names.flatMap((name, position) =>
      faultsOf(snapshot, name, names.length === 1 ? null : position + 1),
    );
    if (faults.length > 0) throw problems.invalid(faults);
    const stock = await lendNames(snapshot);
    const answer = { snapshot: snapshot.id, asOf: snapshot.asOf, names: stock.size };
    const engine = engineBeside(snapshot.records.reservedWord);
    return { engine, stock, answer, proposed: names.map((name) => proposedOf(snapshot, name)) };
  }

  const service: NamingService = {
    async check(name) {
      const { engine, stock, answer, proposed } = await beside([name]);
      try {
        return {
          ...answer,
          ...listed(await stock.answer(name.countyId, (index) => engine.check(proposed[0]!, index))),
        };
      } finally {
        stock.giveBack();
      }
    },
    async checkAll(names, { suggest, signal }) {
      const { engine, stock, answer, proposed } = await beside(names);
      try {
        const items: ListedAnswer[] = [];
        let since = performance.now();
        const check = engine.batch(proposed, { suggest });
        for (const [position, { countyId }] of names.entries()) {
          items.push(listed(await stock.answer(countyId, (index) => check(position, index))));
          if (performance.now() - since < TURN_MS) continue;
          await setImmediate();
          signal?.throwIfAborted();
          since = performance.now();
        }
        return { ...answer, items };
      } finally {
        stock.giveBack();
      }
    },
    async checkSheet(file, options) {
      const raw = await readFileRaw(file, defaultReadLimits);
      const names = namesOfSheet(raw, await snapshots.at());
      const { items, ...answer } = await service.checkAll(
        names.map(({ name }) => name),
        options,
      );
      const idOf = new Map(names.map(({ sheet, row }, position) => [rowId(position), `${sheet}!${row}`]));
      return { ...answer, items: items.map((item, at) => inSheet(item, names[at]!, idOf)) };
    },
  };
  return service;
}

const engines = new WeakMap<RecordBodies['reservedWord'], NamingEngine>();

/** The engine with the words that the bureau has put on its lists, made once for a snapshot. */
function engineBeside(words: RecordBodies['reservedWord']): NamingEngine {
  let engine = engines.get(words);
  if (!engine) {
    const reservedWords = [...words.values()].map(({ word, kind, everyday, source, listedOn }) => ({
      ...{ word, kind, everyday },
      listed: { source, on: listedOn },
    }));
    engine = namingEngine(namingSettings.parse({ reservedWords }));
    engines.set(words, engine);
  }
  return engine;
}

/** An answer with the place of its name in the sheet, and those of the names of the batch that it speaks of. */
const inSheet = (
  item: ListedAnswer,
  { sheet, row }: SheetName,
  idOf: ReadonlyMap<string, string>,
): SheetCheck['items'][number] => ({
  ...item,
  sheet,
  row,
  findings: item.findings.map((finding) =>
    finding.collision?.source === 'batch'
      ? { ...finding, collision: { ...finding.collision, id: idOf.get(finding.collision.id)! } }
      : finding,
  ),
});

const listed = (answer: NamingAnswer): ListedAnswer => ({
  ...answer,
  findings: answer.findings.slice(0, MOST_FINDINGS),
  findingsInAll: answer.findings.length,
});

function proposedOf(
  snapshot: Snapshot,
  { countyId, townshipId, builtUpArea, date, ...name }: NameToCheck,
): ProposedName {
  const areas = areasOf(snapshot, countyId, townshipId);
  return proposedName.parse({
    ...name,
    ...areas,
    builtUpArea: builtUpArea ?? areas.builtUpArea,
    date: date ?? today(),
  });
}

function faultsOf({ records }: Snapshot, name: NameToCheck, row: number | null): ProblemItem[] {
  const fault = (field: keyof NameToCheck, code: string, zh: string, en: string): ProblemItem => ({
    ...(row === null ? { path: field } : { row }),
    field,
    code,
    message: text(zh, en),
  });
  const county = name.countyId === null ? null : records.division.get(name.countyId);
  const township = name.townshipId === null ? null : records.division.get(name.townshipId);
  const faults: ProblemItem[] = [];
  if (county === undefined || (county && county.level !== 'county')) {
    faults.push(
      fault('countyId', 'no-such-division', `没有县级区划 ${name.countyId}`, `There is no county ${name.countyId}`),
    );
  }
  if (township === undefined || (township && township.level !== 'township')) {
    faults.push(
      fault(
        'townshipId',
        'no-such-division',
        `没有乡级区划 ${name.townshipId}`,
        `There is no township ${name.townshipId}`,
      ),
    );
  } else if (township && name.countyId !== null && township.parentId !== name.countyId) {
    faults.push(
      fault(
        'townshipId',
        'other-county',
        `${township.name}不在所填的县内`,
        `${township.name} is not in the county stated`,
      ),
    );
  }
  if (name.pinyin !== null && name.text.length <= 60 && writtenReadings(name.text, name.pinyin) === null) {
    faults.push(
      fault(
        'pinyin',
        'reading-does-not-fit',
        `“${name.pinyin}”不是“${name.text}”逐字的读音,每个字应有一个音节`,
        `“${name.pinyin}” has not one syllable for each character of “${name.text}”`,
      ),
    );
  }
  return faults;
}
