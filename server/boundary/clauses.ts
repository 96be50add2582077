import { text, type Text } from '../../gis-data/catalogue/index.ts';

const regulation = text('《行政区域界线管理条例》', 'Regulation on Administrative Boundary Lines');
const article = (zh: string, number: number): Text => ({
  zh: `${regulation.zh}第${zh}条`,
  en: `${regulation.en}, art. ${number}`,
});

/** What findings about lines and markers rest on. */
export const clauses = {
  /** A joint inspection every five years. */
  jointInspection: article('十二', 12),
  /** Nobody moves or damages a marker. */
  markersStay: article('十六', 16),
  /** Numbers, register card and reference objects of markers. */
  survey: text(
    'GB/T 17796-2009《行政区域界线测绘规范》',
    'GB/T 17796-2009, Specification for surveying administrative boundary lines',
  ),
} as const;
