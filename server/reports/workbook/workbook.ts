import type { Language } from '../../../gis-data/catalogue/index.ts';
import { fingerprintOf, type SigningKey } from '../signing/key.ts';
import type { Sheet } from './cells.ts';
import type { WorkbookContent } from './content.ts';
import { coverSheet } from './cover-sheet.ts';
import { evidenceSheet } from './evidence-sheet.ts';
import { indicatorSheet } from './indicator-sheet.ts';
import { rulesSheet } from './rules-sheet.ts';
import { signatureSheet } from './signature-sheet.ts';

/** The sheets of a proving workbook, signed. */
export function workbookSheets(content: WorkbookContent, key: SigningKey, language: Language): Sheet[] {
  const evidence = content.indicators.map((indicator) => evidenceSheet(indicator, language));
  const cover = coverSheet(content, fingerprintOf(key.publicKey), language);
  const indicators = indicatorSheet(content, evidence, language);
  const rules = rulesSheet(content, language);
  const sheets = [cover, indicators, ...evidence.map(({ sheet }) => sheet), rules];
  return [...sheets, signatureSheet(content.facts, sheets, [indicators, rules], key, language)];
}
