import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Kysely } from 'kysely';
import { text } from '../../gis-data/catalogue/index.ts';
import type { Schema } from '../db/schema.ts';
import { studyAreaToleranceM } from '../divisions/rules.ts';
import type { Actor, ChangeSetInput, Finding, Preview } from '../registry/contract.ts';
import { problems, type ProblemItem } from '../registry/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { today } from '../registry/today.ts';
import type { SnapshotService } from '../snapshot/service.ts';
import type { SheetRow } from './cells.ts';
import {
  chosenSheet,
  describeFile,
  digestOf,
  kindNamed,
  layoutOf,
  notesOf,
  overriddenCrsNotes,
  positionNotes,
  sureMapping,
} from './check-file.ts';
import {
  importOptions,
  type DryRunResult,
  type ImportCommit,
  type ImportCounts,
  type ImportJob,
  type ImportOptions,
  type ImportOptionsInput,
  type ImportRow,
  type ImportUpload,
  type RowDecision,
  type RowDecisions,
  type RowStatus,
  type SavedMapping,
} from './contract.ts';
import { facilityChanges, type RowOutcome } from './facility-changes.ts';
import type { Table } from './headings.ts';
import { defaultReadLimits, type ReadLimits } from './limits.ts';
import { recentFiles } from './recent-files.ts';
import { readFileRaw, tablesOf, type TableFile } from './read-table.ts';
import { recordChanges, recordTypeOf } from './record-changes.ts';
import { isRecordKind } from './record-columns.ts';
import type { RowLayout } from './row-layout.ts';
import { rowReader } from './row-reader.ts';
import { shapesAsPoints } from './shape-points.ts';
import * as store from './store.ts';
import { unknownTerms } from './terms.ts';

export interface ImportServiceParts {
  kysely: Kysely<Schema>;
  registry: Registry;
  snapshots: SnapshotService;
  /** Uploaded files are kept in its folder `imports`, named by their sha256. */
  dataDir: string;
  limits?: ReadLimits;
  /** How far outside the study area or the stated county a position may lie, metres; default 2000. */
  toleranceM?: number;
}

/** Import of a facility register: upload, dry run, commit or discard. Undo is the registry's, by change set. */
export interface ImportService {
  createImport(actor: Actor, file: { path: string }, originalName: string): Promise<ImportUpload>;
  /** What the file would do, row by row, and to every indicator. Changes nothing but the job. */
  dryRun(actor: Actor, id: string, options: ImportOptionsInput): Promise<DryRunResult>;
  /**
   * Commits the rows of the last dry run that are not rejected, or those selected among them, in one transaction. A
   * second call answers with the first one's commit.
   * @throws Problem 412 with the rows whose outcome is no longer the one of the dry run
   */
  commitImport(actor: Actor, id: string, selection: { rows?: readonly number[] }): Promise<ImportCommit>;
  discardImport(actor: Actor, id: string): Promise<ImportJob>;
  imports(limit: number): Promise<ImportJob[]>;
  importById(id: string): Promise<ImportJob>;
  /** The last dry run, with the decisions that the job has now. */
  report(id: string): Promise<DryRunResult>;
  /** What the upload told of the file, to go on with a job later. */
  describe(actor: Actor, id: string): Promise<ImportUpload>;
  /**
   * Keeps decisions of rows for the next dry run, laid over those that the job has; `null` takes one back.
   * @returns all decisions of the job
   */
  decide(actor: Actor, id: string, decisions: Record<string, RowDecision | null>): Promise<RowDecisions>;
  mappings(): Promise<SavedMapping[]>;
  /** Keeps under a name how the job's last dry run read its file. */
  saveMapping(actor: Actor, request: { name: string; importId: string; replace: boolean }): Promise<SavedMapping>;
  renameMapping(actor: Actor, id: string, name: string): Promise<SavedMapping>;
  deleteMapping(actor: Actor, id: string): Promise<SavedMapping>;
  /** Upload, dry run and, unless `dryRun`, commit in one go, for the command line. */
  importFile(
    file: { path: string; name: string },
    how: {
      actor: Actor;
      /** Id, Chinese label or alias; absent = rows state their kind. */
      kind?: string;
      /** Default: that of the saved mapping, or the system that the file states. */
      sourceCrs?: string;
      /** See `importOptions`. */
      shapesAsPoints?: boolean;
      /** Laid over the guesses. */
      mapping?: Record<string, string | null>;
      /** Name of a saved mapping; what is given beside it goes before what it has. */
      saved?: string;
      /** Of rows that a registered facility may or may not be. */
      decisions?: RowDecisions;
      dryRun: boolean;
    },
  ): Promise<{ dryRun: DryRunResult; commit: ImportCommit | null }>;
}

/** Rules are run again without the rows that they refuse, at most so often: refusing one row may free another. */
const previewRounds = 5;

const order: readonly RowStatus[] = ['rejected', 'undecided', 'changed', 'added', 'unchanged', 'skipped'];

export function createImportService(parts: ImportServiceParts): ImportService {
  const { kysely, registry, snapshots } = parts;
  const limits = parts.limits ?? defaultReadLimits;
  const toleranceM = parts.toleranceM ?? studyAreaToleranceM;
  const folder = path.join(parts.dataDir, 'imports');
  const storedPath = (job: { fileHash: string }) => path.join(folder, job.fileHash);
  const recent = recentFiles();

  async function jobOf(id: string): Promise<store.StoredJob> {
    const job = await store.jobById(kysely, id);
    if (!job) throw problems.notFound(text('该导入', 'import'));
    return job;
  }

  async function ownJob(actor: Actor, id: string): Promise<store.StoredJob> {
    const job = await jobOf(id);
    if (!mayHandle(actor, job.author)) {
      throw problems.forbidden(text('这是他人的导入', 'The import belongs to someone else'));
    }
    return job;
  }

  async function ownMapping(actor: Actor, id: string): Promise<SavedMapping> {
    const mapping = await store.mappingById(kysely, id);
    if (!mapping) throw problems.notFound(text('该列对应', 'saved mapping'));
    if (!mayHandle(actor, mapping.author)) {
      throw problems.forbidden(text('这是他人保存的列对应', 'The mapping was saved by someone else'));
    }
    return mapping;
  }

  async function savedUnder(name: string): Promise<SavedMapping> {
    const all = await store.listMappings(kysely);
    const found = all.find((mapping) => mapping.name === name);
    if (found) return found;
    throw problems.notFound(
      text(
        `名为“${name}”的列对应,已存的有:${all.map((m) => m.name).join('、')}`,
        `saved mapping "${name}"; saved are: ${all.map((m) => m.name).join(', ')}`,
      ),
    );
  }

  async function tablesOfJob(
    job: Pick<store.StoredJob, 'fileHash' | 'fileName'>,
    headerRow?: number,
  ): Promise<TableFile> {
    let raw = recent.get(job.fileHash);
    if (!raw) {
      raw = await readFileRaw({ path: storedPath(job), name: job.fileName }, limits);
      recent.put(job.fileHash, raw);
    }
    return tablesOf(raw, limits, headerRow);
  }

  async function keepFile(file: string): Promise<{ fileHash: string; fileSize: number }> {
    const hash = createHash('sha256');
    await pipeline(createReadStream(file), hash);
    const fileHash = hash.digest('hex');
    await mkdir(folder, { recursive: true });
    const partial = path.join(folder, `${fileHash}.${randomUUID()}.partial`);
    await copyFile(file, partial);
    await rename(partial, path.join(folder, fileHash));
    return { fileHash, fileSize: (await stat(file)).size };
  }

  async function versionsOf(
    type: 'division' | 'boundaryMarker' | 'boundaryLine',
  ): Promise<ReadonlyMap<string, number>> {
    const ids = [...(await snapshots.at()).records[type].keys()];
    const current = await registry.currentVersions(ids.map((id) => ({ type, id })));
    return new Map([...current].map(([key, version]) => [key.slice(type.length + 1), version]));
  }

  /** Works every row of a job's file out against the registry as it is now. */
  async function workOut(actor: Actor, job: store.StoredJob, options: ImportOptions) {
    const file = await tablesOfJob(job, options.headerRow);
    const table = chosenSheet(file, options.sheet);
    const { layout, mapping, sourceCrs } = layoutOf(table, options);
    const asOf = options.effectiveFrom && options.effectiveFrom > today() ? options.effectiveFrom : today();
    // Versions are read before the snapshot: a change in between makes the commit stale, never a lost update.
    const { kind } = options;
    const versions = isRecordKind(kind) ? await versionsOf(recordTypeOf(kind)) : await store.facilityVersions(kysely);
    const snapshot = await snapshots.at(asOf);
    const context = {
      snapshot,
      layout,
      versions,
      countyScope: actor.countyScope,
      toleranceM,
      decisions: options.decisions,
    };
    const outcomes = isRecordKind(kind)
      ? recordChanges(table.rows, kind, context)
      : facilityChanges(table.rows.map(facilityRowReader(table, layout, options)), context);
    return { table, layout, mapping, sourceCrs, asOf, outcomes };
  }

  function changeSetOf(
    job: store.StoredJob,
    options: ImportOptions,
    { table, sourceCrs }: { table: Table; sourceCrs: string | null },
    outcomes: readonly RowOutcome[],
  ): ChangeSetInput {
    return {
      title: `导入:${job.fileName}`.slice(0, 200),
      reason: `工作表“${table.name}”,文件 sha256 ${job.fileHash}${sourceCrs ? `,坐标系 ${sourceCrs}` : ''}`,
      origin: 'import',
      effectiveFrom: options.effectiveFrom,
      changes: outcomes.flatMap((o) => (o.change ? [o.change] : [])),
    };
  }

  /** Previews the good rows; rows that the rules refuse are rejected and the rest is previewed again. */
  async function previewRows(
    actor: Actor,
    outcomes: RowOutcome[],
    asOf: string,
    changeSet: () => ChangeSetInput,
  ): Promise<Preview> {
    const byRow = new Map(outcomes.map((o) => [o.result.row, o]));
    for (let round = 1; ; round++) {
      const preview = await registry.preview(actor, changeSet(), asOf);
      const refused = new Set(
        preview.findings.flatMap((f) => (f.severity === 'block' && f.row !== null ? [f.row] : [])),
      );
      const last = refused.size === 0 || round === previewRounds;
      for (const finding of preview.findings) {
        if (finding.row !== null && (last || refused.has(finding.row))) addFinding(byRow.get(finding.row), finding);
      }
      for (const row of refused) reject(byRow.get(row));
      if (last) return preview;
    }
  }

  /** Commits the change set that a job is tied to; a refused one is thrown away and the job given back. */
  async function finishCommit(actor: Actor, job: store.StoredJob, changeSetId: string): Promise<ImportCommit> {
    try {
      await registry.commit(actor, changeSetId);
    } catch (error) {
      // Another call for the same job may have committed it in between: then that is the answer.
      if ((await registry.changeSet(changeSetId)).status === 'draft') {
        await store.releaseCommit(kysely, job.id);
        await registry.discard(actor, changeSetId);
        throw error;
      }
    }
    const { changes, ...changeSet } = await registry.changeSet(changeSetId);
    await store.setStatus(kysely, job.id, 'committed');
    return { importId: job.id, changeSet, seq: changeSet.seq!, rows: changes.length };
  }

  /**
   * Answers for a job that already has a change set: its commit, or the commit that a stopped process left undone.
   */
  async function earlierCommit(actor: Actor, job: store.StoredJob): Promise<ImportCommit | null> {
    if (job.changeSetId === null) return null;
    const { changes, ...changeSet } = await registry.changeSet(job.changeSetId);
    if (changeSet.status === 'draft') return finishCommit(actor, job, job.changeSetId);
    if (changeSet.seq === null) return null;
    if (job.status !== 'committed') await store.setStatus(kysely, job.id, 'committed');
    return { importId: job.id, changeSet, seq: changeSet.seq, rows: changes.length };
  }

  const service: ImportService = {
    async createImport(actor, file, originalName) {
      const raw = await readFileRaw({ path: file.path, name: originalName }, limits);
      const read = tablesOf(raw, limits);
      const kept = await keepFile(file.path);
      recent.put(kept.fileHash, raw);
      const job = await store.insertJob(kysely, {
        id: randomUUID(),
        author: actor.id,
        authorName: actor.name,
        fileName: originalName.slice(0, 200),
        ...kept,
      });
      return { import: publicJob(job), ...describeFile(read, originalName, await store.listMappings(kysely)) };
    },

    async dryRun(actor, id, input) {
      const job = await ownJob(actor, id);
      refuseDecided(job);
      const options = checkedOptions(input);
      const worked = await workOut(actor, job, options);
      const { table, layout, mapping, sourceCrs, asOf, outcomes } = worked;
      const preview = await previewRows(actor, outcomes, asOf, () => changeSetOf(job, options, worked, outcomes));
      const rows = outcomes.map((o) => o.result);
      const findings = preview.findings.filter((f) => f.row === null);
      const counts = countRows(rows);
      const result: DryRunResult = {
        importId: id,
        snapshot: preview.snapshot,
        asOf: preview.asOf,
        sheet: table.name,
        headerRow: table.headerRow,
        headings: table.columns,
        options,
        mapping,
        counts,
        rows: [...rows].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || a.row - b.row),
        findings,
        notes: [...notesOf(table), ...overriddenCrsNotes(table, sourceCrs), ...positionNotes(rows, sourceCrs)],
        terms: unknownTerms(table, layout),
        indicators: preview.indicators,
        committable: counts.added + counts.changed > 0 && !findings.some((f) => f.severity === 'block'),
      };
      const digests = Object.fromEntries(
        outcomes.flatMap((o) => (o.change ? [[String(o.result.row), digestOf(o.change)]] : [])),
      );
      if (!(await store.saveReport(kysely, id, options, { result, digests }))) refuseDecided(await jobOf(id));
      return result;
    },

    async commitImport(actor, id, { rows: selected }) {
      const job = await ownJob(actor, id);
      const earlier = await earlierCommit(actor, job);
      if (earlier) return earlier;
      if (job.status === 'discarded') refuseDecided(job);
      if (!job.report || !job.options) {
        throw problems.conflict(text('请先试运行,再提交', 'Make a dry run before committing'));
      }
      const { report, options } = job;
      const wanted = wantedRows(report, selected);
      const worked = await workOut(actor, job, options);
      const chosen = worked.outcomes.filter((o) => wanted.has(o.result.row));
      refuseMoved(chosen, report);

      const draft = await registry.draft(actor, changeSetOf(job, options, worked, chosen));
      if (!(await store.claimCommit(kysely, id, draft.id))) {
        await registry.discard(actor, draft.id);
        return service.commitImport(actor, id, { rows: selected });
      }
      return finishCommit(actor, job, draft.id);
    },

    async discardImport(actor, id) {
      const job = await ownJob(actor, id);
      if (job.status === 'committed' || job.status === 'committing') refuseDecided(job);
      await store.setStatus(kysely, id, 'discarded');
      if (!(await store.fileInUse(kysely, job.fileHash))) await rm(storedPath(job), { force: true });
      return publicJob({ ...job, status: 'discarded' });
    },

    imports: (limit) => store.listJobs(kysely, limit),

    importById: async (id) => publicJob(await jobOf(id)),

    async report(id) {
      const job = await jobOf(id);
      if (!job.report)
        throw problems.notFound(text('试运行报告,请先试运行', 'dry-run report yet; make a dry run first'));
      return { ...job.report.result, options: job.options ?? job.report.result.options };
    },

    async describe(actor, id) {
      const job = await ownJob(actor, id);
      refuseDecided(job);
      const mappings = await store.listMappings(kysely);
      return { import: publicJob(job), ...describeFile(await tablesOfJob(job), job.fileName, mappings) };
    },

    async decide(actor, id, decisions) {
      const job = await ownJob(actor, id);
      refuseDecided(job);
      if (!job.options) throw problems.conflict(text('请先试运行,再决定', 'Make a dry run before deciding'));
      const all = { ...job.options.decisions, ...decisions };
      const kept = Object.fromEntries(Object.entries(all).filter((e): e is [string, RowDecision] => e[1] !== null));
      if (!(await store.saveOptions(kysely, id, { ...job.options, decisions: kept }))) refuseDecided(await jobOf(id));
      return kept;
    },

    mappings: () => store.listMappings(kysely),

    async saveMapping(actor, { name, importId, replace }) {
      const job = await ownJob(actor, importId);
      if (!job.report || !job.options) {
        throw problems.conflict(text('请先试运行,再保存列对应', 'Make a dry run before saving its mapping'));
      }
      const { headings, mapping } = job.report.result;
      const { kind, sourceCrs, shapesAsPoints: asPoints, emptyMeansUnknown, vocabulary } = job.options;
      const options = { kind, sourceCrs, shapesAsPoints: asPoints, mapping, emptyMeansUnknown, vocabulary };
      const entry = { id: randomUUID(), name, headings, options, author: actor.id, authorName: actor.name };
      const existing = (await store.listMappings(kysely)).find((m) => m.name === name);
      const replaced = existing && replace ? await ownMapping(actor, existing.id) : null;
      const saved = await kysely.transaction().execute(async (transaction) => {
        if (replaced) await store.deleteMapping(transaction, replaced.id);
        return store.insertMapping(transaction, entry);
      });
      if (!saved) throw problems.conflict(nameTaken(name));
      return saved;
    },

    async renameMapping(actor, id, name) {
      const mapping = await ownMapping(actor, id);
      if (!(await store.renameMapping(kysely, id, name))) throw problems.conflict(nameTaken(name));
      return { ...mapping, name };
    },

    async deleteMapping(actor, id) {
      const mapping = await ownMapping(actor, id);
      await store.deleteMapping(kysely, id);
      return mapping;
    },

    async importFile(file, how) {
      const { actor, kind: kindName, sourceCrs, shapesAsPoints: asPoints, mapping, decisions, dryRun } = how;
      const saved = how.saved === undefined ? null : (await savedUnder(how.saved)).options;
      const kind = kindName === undefined ? (saved?.kind ?? null) : kindNamed(kindName);
      const upload = await service.createImport(actor, file, file.name);
      const { id, fileHash, fileName } = upload.import;
      try {
        const guesses = sureMapping(chosenSheet(await tablesOfJob({ fileHash, fileName }), undefined), kind);
        const result = await service.dryRun(actor, id, {
          kind,
          sourceCrs: sourceCrs ?? saved?.sourceCrs ?? null,
          shapesAsPoints: asPoints ?? saved?.shapesAsPoints ?? false,
          emptyMeansUnknown: saved?.emptyMeansUnknown,
          mapping: { ...(saved?.mapping ?? guesses), ...mapping },
          vocabulary: saved?.vocabulary,
          decisions,
        });
        if (!dryRun && result.committable) {
          return { dryRun: result, commit: await service.commitImport(actor, id, {}) };
        }
        await service.discardImport(actor, id);
        return { dryRun: result, commit: null };
      } catch (error) {
        const { status } = await jobOf(id);
        if (status === 'uploaded' || status === 'checked') await service.discardImport(actor, id);
        throw error;
      }
    },
  };
  return service;
}

function facilityRowReader(table: Table, layout: RowLayout, { shapesAsPoints: consent }: ImportOptions) {
  const asPoint = shapesAsPoints(table, layout, consent);
  const readRow = rowReader(layout);
  return (row: SheetRow) => readRow(asPoint(row));
}

function checkedOptions(input: ImportOptionsInput): ImportOptions {
  const parsed = importOptions.safeParse(input);
  if (parsed.success) return parsed.data;
  throw problems.invalid(
    parsed.error.issues.map((i) => ({ path: i.path.join('.'), code: i.code, message: text(i.message, i.message) })),
  );
}

/** Whether somebody may go on with, or take away, what an account made. */
const mayHandle = (actor: Actor, author: string) =>
  author === actor.id || ['approver', 'administrator', 'system'].includes(actor.role);

const nameTaken = (name: string) =>
  text(`已有名为“${name}”的列对应`, `There is a saved mapping called "${name}" already`);

function refuseDecided(job: store.StoredJob): void {
  const state = {
    committed: text('已提交', 'committed'),
    committing: text('正在提交', 'being committed'),
    discarded: text('已放弃', 'discarded'),
    uploaded: null,
    checked: null,
  }[job.status];
  if (state) throw problems.conflict(text(`该导入${state.zh}`, `The import is ${state.en}`));
}

function addFinding(outcome: RowOutcome | undefined, { severity, field, code, message }: Finding): void {
  if (!outcome) return;
  const { reasons } = outcome.result;
  // The import has already said, with the likely cause, that the position lies outside the stated division.
  const said = field === 'entrance' && reasons.some((r) => r.field === 'x' && r.code.startsWith('outside-'));
  if (!said) reasons.push({ severity, field, column: null, code, message });
}

function reject(outcome: RowOutcome | undefined): void {
  if (!outcome) return;
  outcome.change = null;
  outcome.result.status = 'rejected';
}

function countRows(rows: readonly ImportRow[]): ImportCounts {
  const counts: ImportCounts = {
    added: 0,
    changed: 0,
    unchanged: 0,
    rejected: 0,
    undecided: 0,
    skipped: 0,
    warnings: 0,
  };
  for (const { status, reasons } of rows) {
    counts[status] += 1;
    if (status !== 'rejected' && status !== 'undecided' && reasons.some((r) => r.severity === 'warn'))
      counts.warnings += 1;
  }
  return counts;
}

/** Rows to commit: those selected, which must not be rejected ones, or all that change something. */
function wantedRows(report: store.StoredReport, selected: readonly number[] | undefined): Set<number> {
  const committable = new Set(Object.keys(report.digests).map(Number));
  if (selected) {
    const unchanged = new Set(report.result.rows.filter((r) => r.status === 'unchanged').map((r) => r.row));
    const wrong = selected.filter((row) => !committable.has(row) && !unchanged.has(row));
    if (wrong.length > 0) {
      throw problems.invalid(
        wrong.map((row) => ({
          row,
          code: 'not-committable',
          message: text(
            `第 ${row} 行已被拒绝、尚未决定或不存在,不能提交`,
            `Row ${row} was rejected, waits for a decision or does not exist, and cannot be committed`,
          ),
        })),
      );
    }
  }
  const wanted = new Set(selected ? selected.filter((row) => committable.has(row)) : committable);
  if (wanted.size === 0) throw problems.conflict(text('没有需要提交的变更', 'There is nothing to commit'));
  return wanted;
}

function refuseMoved(chosen: readonly RowOutcome[], report: store.StoredReport): void {
  const moved: ProblemItem[] = chosen
    .filter((o) => o.change === null || digestOf(o.change) !== report.digests[String(o.result.row)])
    .map(({ result }) => ({
      row: result.row,
      code: 'moved-since-dry-run',
      message: text(
        `第 ${result.row} 行(${result.label})匹配的登记内容在试运行之后有变,请重新试运行`,
        `What row ${result.row} (${result.label}) matches has changed since the dry run; run it again`,
      ),
    }));
  if (moved.length > 0) throw problems.stale(moved);
}

function publicJob(job: store.StoredJob): ImportJob {
  const { id, createdAt, author, authorName, fileName, fileHash, fileSize, status, changeSetId, report } = job;
  return {
    id,
    createdAt,
    author,
    authorName,
    fileName,
    fileHash,
    fileSize,
    status,
    changeSetId,
    counts: report?.result.counts ?? null,
  };
}
