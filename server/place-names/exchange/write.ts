import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import { csvFile, newWorkbook } from '../../spreadsheet.ts';
import { nameColumns, type WrittenName } from './columns.ts';

/** Place names as a table, UTF-8 with byte order mark; what a spreadsheet would take for a formula is made text. */
export function namesCsv(names: readonly WrittenName[], language: Language): Buffer {
  const rows = names.map((name) => nameColumns.map((column) => column.write(name, language)));
  return csvFile([nameColumns.map(({ label }) => label[language]), ...rows]);
}

/** The same as a workbook; a second sheet says what may stand in each column. */
export async function namesXlsx(names: readonly WrittenName[], language: Language): Promise<Buffer> {
  const workbook = await newWorkbook();
  const sheet = workbook.addWorksheet(text('地名', 'Place names')[language], {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  // As text: a spreadsheet rounds codes of 20 digits.
  sheet.columns = nameColumns.map(({ id, label }) => ({
    key: id,
    header: label[language],
    width: id === 'code' ? 24 : 14,
    style: { numFmt: id === 'longitude' || id === 'latitude' ? 'General' : '@' },
  }));
  for (const name of names) sheet.addRow(nameColumns.map((column) => column.write(name, language)));
  const guide = workbook.addWorksheet(text('填写说明', 'How to fill in')[language]);
  guide.columns = [{ width: 24 }, { width: 100 }];
  guide.addRow([text('列', 'Column')[language], text('填写内容', 'What may stand there')[language]]);
  for (const { label, help } of nameColumns) guide.addRow([label[language], help[language]]);
  guide.addRow([]);
  const empty = text(
    '空着的格不改变已有内容;填“未知”则改为未知。“;”“|”前加“\\”按普通字符处理。',
    'An empty cell changes nothing; “unknown” makes a value unknown. A “\\” before “;” or “|” takes away its meaning.',
  );
  guide.addRow([empty[language]]);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** Features whose properties are all fields of the record, with the names of its divisions beside their ids; EPSG:4490. */
export function namesGeoJson(names: readonly WrittenName[]): Buffer {
  const features = names.map(({ id, body, divisionName }) => {
    const { geometry, ...fields } = body;
    return {
      type: 'Feature',
      id,
      geometry,
      properties: {
        ...fields,
        county: divisionName(body.countyId),
        township: divisionName(body.townshipId),
        village: divisionName(body.villageId),
      },
    };
  });
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }), 'utf8');
}
