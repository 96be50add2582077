import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ExcelJS from 'exceljs';
import { defaultRuleParameters, indicators, type Language } from '../../gis-data/catalogue/index.ts';
import type { EvidenceRow } from '../../server/indicators/contract.ts';
import { assess, type Assessment } from '../../server/indicators/index.ts';
import type { Network } from '../../server/network/graph.ts';
import { newPrivateKey, signingKeyOf, type SigningKey } from '../../server/reports/signing/key.ts';
import type { Sheet } from '../../server/reports/workbook/cells.ts';
import { workbookContent } from '../../server/reports/workbook/content.ts';
import { workbookSheets } from '../../server/reports/workbook/workbook.ts';
import type { Snapshot } from '../../server/snapshot/snapshot.ts';

export const newKey = (): SigningKey => signingKeyOf(newPrivateKey(), '2025-01-01T00:00:00.000Z');

/** Signed sheets of a snapshot. */
export function sheetsOf(
  snapshot: Snapshot,
  options: {
    key: SigningKey;
    assessment?: Assessment;
    network?: Network;
    county?: string;
    language?: Language;
  },
): Sheet[] {
  const { key, language = 'zh', network = null } = options;
  const content = workbookContent({
    snapshot,
    assessment: options.assessment ?? assess(snapshot, defaultRuleParameters, network),
    network,
    countyCode: options.county ?? null,
    language,
    generatedAt: '2025-01-01T00:00:00.000Z',
  });
  return workbookSheets(content, key, language);
}

/** An assessment of evidence made up for every indicator. */
export function assessmentOf(
  evidence: (indicatorId: string) => EvidenceRow[],
  isOpenEnded: (indicatorId: string) => boolean = () => false,
): Assessment {
  const rows = new Map(indicators.map(({ id }) => [id, evidence(id)]));
  const made: Pick<Assessment, 'evidence' | 'isOpenEnded'> & { result(id: string): { findings: [] } } = {
    evidence: (id) => rows.get(id)!,
    isOpenEnded,
    result: () => ({ findings: [] }),
  };
  return made as unknown as Assessment;
}

/** A township without a place among other divisions, as a row of evidence. */
export function evidenceOf(verdict: EvidenceRow['verdict'], part: Partial<EvidenceRow> = {}): EvidenceRow {
  const least = verdict === 'yes' ? 1 : 0;
  const most = verdict === 'no' ? 0 : 1;
  return {
    unitType: 'township',
    unitId: 'u',
    unitCode: null,
    unitName: 'u',
    countyId: null,
    countyName: null,
    townshipId: null,
    townshipName: null,
    verdict,
    reason: { zh: '理由', en: 'reason' },
    numerator: least,
    denominator: 1,
    lower: { numerator: least, denominator: 1 },
    upper: { numerator: most, denominator: 1 },
    optional: false,
    readings: [],
    headline: true,
    records: [],
    demo: false,
    ...part,
  };
}

/** Changes a workbook's file as a spreadsheet program would. */
export async function edited(bytes: Buffer, edit: (workbook: ExcelJS.Workbook) => void): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(bytes as unknown as ExcelJS.Buffer);
  edit(workbook);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** A folder for the files of a test. */
export async function fileFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'yzt-workbook-'));
  return {
    async save(name: string, bytes: Uint8Array): Promise<string> {
      const file = path.join(folder, name);
      await writeFile(file, bytes);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
