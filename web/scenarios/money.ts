import type { Language } from '../../gis-data/catalogue/index.ts';
import { formatNumber } from '../ui/format.ts';

const manyYuan = 10_000;

/** Money in the form in which each language writes it: `123.5 万元`, `800 元`, `CNY 1,235,000`. */
export function formatYuan(yuan: number, language: Language): string {
  if (language === 'en') return `CNY ${formatNumber(yuan, language, 2)}`;
  if (Math.abs(yuan) < manyYuan) return `${formatNumber(yuan, language, 2)} 元`;
  return `${formatNumber(yuan / manyYuan, language, 2)} 万元`;
}

/** Money is typed in the unit in which each language counts it: 万元, or yuan. */
export const yuanPerUnit: Readonly<Record<Language, number>> = { zh: manyYuan, en: 1 };
