import type { Language } from '../../../gis-data/catalogue/index.ts';
import type { Actor, ChangeSetInput } from '../../registry/contract.ts';
import type { Registry } from '../../registry/registry.ts';
import { today } from '../../registry/today.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { PlaceNameService } from '../service.ts';
import { nameChanges, type NameOutcome } from './changes.ts';
import type { WrittenName } from './columns.ts';
import type { NamesExportQuery, NamesImport, NamesImportQuery } from './contract.ts';
import { readNames } from './read.ts';
import { namesCsv, namesGeoJson, namesXlsx } from './write.ts';

/** Place names out to files and in from them. What comes in is a change set like any other: committed, undone. */
export interface NamesExchange {
  export(query: NamesExportQuery, language: Language): Promise<Buffer>;
  template(format: 'csv' | 'xlsx', language: Language): Promise<Buffer>;
  /**
   * Works out what a file would do, row by row, and keeps the good rows as a draft.
   * @throws Problem of the file as a whole; a bad row is only told of
   */
  import(actor: Actor, file: { path: string; name: string }, query: NamesImportQuery): Promise<NamesImport>;
}

/** Rules are run again without the rows that they refuse, at most so often: refusing one row may free another. */
const PREVIEW_ROUNDS = 5;
/** Records that are read from the list at a time. */
const PAGE = 1000;

export function createNamesExchange({
  registry,
  snapshots,
  placeNames,
}: {
  registry: Pick<Registry, 'preview' | 'draft' | 'currentVersions'>;
  snapshots: SnapshotService;
  placeNames: Pick<PlaceNameService, 'list'>;
}): NamesExchange {
  async function written({ asOf, divisionId, class: wanted, status }: NamesExportQuery): Promise<WrittenName[]> {
    const { records } = await snapshots.at(asOf);
    const divisionOf = (id: string | null) => (id === null ? undefined : records.division.get(id));
    const names: WrittenName[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await placeNames.list({ asOf, divisionId, class: wanted, status, limit: PAGE, cursor });
      for (const { id, version: _, ...body } of page.items) {
        names.push({
          id,
          body,
          divisionName: (division) => divisionOf(division)?.name ?? null,
          divisionCode: (division) => divisionOf(division)?.code ?? null,
        });
      }
      if (page.nextCursor === null) return names;
      cursor = page.nextCursor;
    }
  }

  /** Takes the rows that the rules refuse out of the change set, until it holds good ones only. */
  async function refuseByRules(actor: Actor, outcomes: NameOutcome[], changeSet: () => ChangeSetInput) {
    const byRow = new Map(outcomes.map((outcome) => [outcome.result.row, outcome]));
    for (let round = 1; round <= PREVIEW_ROUNDS; round++) {
      const { findings } = await registry.preview(actor, changeSet());
      const refused = new Set(
        findings.flatMap(({ severity, row }) => (severity === 'block' && row !== null ? [row] : [])),
      );
      for (const { row, severity, field, code, message } of findings) {
        const outcome = row === null ? undefined : byRow.get(row);
        if (outcome === undefined || !(refused.size === 0 || refused.has(row!))) continue;
        outcome.result.reasons.push({ severity, field: field && outcome.headingOf(field), code, message });
      }
      for (const row of refused) {
        const outcome = byRow.get(row)!;
        outcome.change = null;
        outcome.result.status = 'rejected';
        outcome.result.changedFields = [];
      }
      if (refused.size === 0) return;
    }
  }

  return {
    async export(query, language) {
      const names = await written(query);
      if (query.format === 'geojson') return namesGeoJson(names);
      return query.format === 'csv' ? namesCsv(names, language) : namesXlsx(names, language);
    },

    template: async (format, language) => (format === 'csv' ? namesCsv([], language) : namesXlsx([], language)),

    async import(actor, file, { crs, effectiveFrom, store }) {
      const { names, ...read } = await readNames(file);
      const day = effectiveFrom ?? today();
      const snapshot = await snapshots.at(day > today() ? day : undefined);
      const ids = [...snapshot.records.placeName.keys()];
      const current = await registry.currentVersions(ids.map((id) => ({ type: 'placeName' as const, id })));
      const versions = new Map([...current].map(([key, version]) => [key.slice('placeName/'.length), version]));
      const outcomes = nameChanges(names, { snapshot, crs, day, countyScope: actor.countyScope, versions });
      const changeSet = (): ChangeSetInput => ({
        title: `导入地名:${file.name}`.slice(0, 200),
        reason: `文件“${file.name}”,坐标系 ${crs}`.slice(0, 2000),
        origin: 'import',
        effectiveFrom,
        changes: outcomes.flatMap(({ change }) => change ?? []),
      });
      const hasChanges = () => outcomes.some(({ change }) => change !== null);
      if (hasChanges()) await refuseByRules(actor, outcomes, changeSet);
      const rows = outcomes.map(({ result }) => result);
      const count = (status: NamesImport['rows'][number]['status']) =>
        rows.filter((row) => row.status === status).length;
      return {
        file: file.name,
        ...read,
        counts: {
          added: count('added'),
          changed: count('changed'),
          unchanged: count('unchanged'),
          rejected: count('rejected'),
        },
        rows,
        changeSetId: store === 'yes' && hasChanges() ? (await registry.draft(actor, changeSet())).id : null,
      };
    },
  };
}
