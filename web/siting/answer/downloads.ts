import type { TFunction } from 'i18next';
import type { Language, Text } from '../../../gis-data/catalogue/index.ts';
import { facilityFunctions, facilityKind } from '../../../gis-data/catalogue/index.ts';
import type { PlanAction, SitingPlan, WhereAnswer } from '../../../server/siting/contract.ts';
import { downloadCsv } from '../../ui/csv.ts';
import { offerFile } from '../../ui/offer-file.ts';

/** What a file is worded with. */
export interface FileWords {
  t: TFunction<'siting'>;
  text(text: Text): string;
  language: Language;
  actionLabel(action: Pick<PlanAction, 'action'>): string;
  /** Name of a population point or a facility. */
  nameOf(id: string): string;
}

/** What a file came from: stands in every row, so that a row taken out of the file still says it. */
export interface Provenance {
  snapshot: string;
  asOf: string;
  demo: boolean;
  network: { name: string };
}

function circumstances({ snapshot, asOf, demo, network }: Provenance, { t }: FileWords) {
  return {
    headings: [t('file.snapshot'), t('file.asOf'), t('file.network'), t('file.demo')],
    values: [snapshot, asOf, network.name, t(demo ? 'file.yes' : 'file.no')],
  };
}

export const fileStem = (asOf: string, t: TFunction<'siting'>) => `${t('file.stem')}-${asOf}`;

/** Downloads a plan's actions as a table. */
export function downloadActions(plan: SitingPlan, from: Provenance, words: FileWords): void {
  const { t, text } = words;
  const { headings, values } = circumstances(from, words);
  const functionName = (id: string) => text(facilityFunctions.find((each) => each.id === id)!.label);
  downloadCsv(
    `${fileStem(from.asOf, t)}-${t('file.actions')}.csv`,
    [
      t('file.action'),
      t('file.facility'),
      t('file.kind'),
      t('file.functions'),
      t('file.beds'),
      t('file.longitude'),
      t('file.latitude'),
      t('file.yuan'),
      t('file.year'),
      t('file.reason'),
      t('file.id'),
      ...headings,
    ],
    plan.actions.map((action) => [
      words.actionLabel(action),
      action.facilityName,
      text(facilityKind(action.facilityKind).label),
      action.functionIds.map(functionName).join('; '),
      action.amount,
      action.at?.coordinates[0],
      action.at?.coordinates[1],
      action.yuan,
      action.year,
      text(action.reason),
      action.id,
      ...values,
    ]),
  );
}

/** Downloads who goes where under a plan as a table. */
export function downloadService(answer: WhereAnswer, words: FileWords): void {
  const { t, nameOf } = words;
  const { headings, values } = circumstances(answer, words);
  downloadCsv(
    `${fileStem(answer.asOf, t)}-${t('file.service')}.csv`,
    [
      t('file.point'),
      t('file.pointId'),
      t('file.facility'),
      t('file.id'),
      t('file.seconds'),
      t('file.people'),
      t('file.share'),
      ...headings,
    ],
    answer.served.map((row) => [
      nameOf(row.divisionId),
      row.divisionId,
      nameOf(row.facilityId),
      row.facilityId,
      row.seconds,
      row.people,
      row.share,
      ...values,
    ]),
  );
}

/** Downloads a question with its answer, whole, for other programs. */
export function downloadJson(content: { question: unknown; answer: unknown }, asOf: string, words: FileWords): void {
  const blob = new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' });
  offerFile(blob, `${fileStem(asOf, words.t)}.json`);
}
