import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { standardCharacters } from '../../gis-data/naming/standard-characters.ts';
import { demonstrationSnapshot } from '../../scripts/bench/demonstration.ts';
import { blankPlaceName, placeNameBody, type PlaceNameBody } from '../../server/place-names/contract.ts';
import { gazetteer } from '../../server/place-names/products/gazetteer.ts';
import { namesInDivision } from '../../server/place-names/products/names-in-division.ts';
import { printMap, printMapPage } from '../../server/place-names/products/print-map.ts';
import { byStrokes, strokesOf } from '../../server/place-names/products/strokes.ts';

describe('strokes', () => {
  // As 《通用规范汉字笔顺规范》 and any dictionary of the mainland count them.
  it.each([
    ['一丁三木本', [1, 2, 3, 4, 5]],
    ['与之以长瓦', [3, 3, 4, 4, 4]],
    ['承德平泉', [8, 15, 5, 9]],
    ['滦隆宽城围场', [13, 11, 10, 9, 7, 6]],
    ['丰宁双桥鹰手营子', [4, 5, 4, 10, 18, 4, 11, 3]],
    ['花草荒营药阳陈郊远道', [7, 9, 9, 11, 9, 6, 7, 8, 7, 12]],
    ['沟岭梁洼营庄', [7, 8, 11, 9, 11, 6]],
  ])('of %s are %j', (characters, counts) => {
    expect([...characters].map(strokesOf)).toEqual(counts);
  });

  it('never fall along a level of the standard table, and order names as it does', () => {
    for (const level of Object.values(standardCharacters)) {
      const characters = [...String(level).replaceAll(',', '')];
      const counts = characters.map(strokesOf);
      expect(counts.every((count, i) => count > 0 && count >= (counts[i - 1] ?? 0))).toBe(true);
      expect(characters.toSorted(byStrokes)).toEqual(characters);
    }
  });

  it('are none of what is no Chinese character', () => {
    expect([...'A9。'].map(strokesOf)).toEqual([0, 0, 0]);
  });
});

describe('gazetteer', () => {
  const file = JSON.parse(
    readFileSync(new URL('../../gis-data/chengde/place-names.json', import.meta.url), 'utf8'),
  ) as { id: string; body: object }[];
  const placeName: ReadonlyMap<string, PlaceNameBody> = new Map(
    file.map(({ id, body }) => [id, placeNameBody.parse({ ...blankPlaceName, ...body })]),
  );
  const base = demonstrationSnapshot('2026-03-01');
  const snapshot = { ...base, records: { ...base.records, placeName } };
  const county = 'd130824';
  const city = [...base.records.division].find(([, { level }]) => level === 'city')![0];
  const made = (kind: 'list' | 'histories', language: 'zh' | 'en' = 'zh') =>
    gazetteer({ of: namesInDivision(snapshot, county), kind, language, approvalNumber: null });
  const namesIn = (divisionId: string) => namesInDivision(snapshot, divisionId).names;
  const names = namesIn(county);

  it('has every name of the division once, and each index leads to it by its number', () => {
    const { blocks, mark, facts } = made('list');
    const rows = blocks
      .flatMap((block) => (block.type === 'table' ? block.rows : []))
      .filter((row) => row.length === 6);
    expect(rows).toHaveLength(names.length);
    expect(rows.map(([number]) => Number(number))).toEqual(names.map((_, i) => i + 1));
    expect(rows.map((row) => row[4]).sort()).toEqual(names.map(({ code }) => code ?? '').sort());
    expect(mark).toBe('演示数据');
    expect(facts[0]).toEqual(['收录地名', String(names.length)]);
    const numbered = new Map(rows.map(([number, name]) => [number, name]));
    const indexed = blocks.flatMap((block) => (block.type === 'paragraph' ? block.text.split(';') : []));
    expect(indexed).toHaveLength(2 * names.length);
    for (const text of indexed) {
      const [, name, number] = /^(.*) (\d+)$/.exec(text)!;
      expect(numbered.get(number!)!.replace('(历史地名)', '')).toBe(name);
    }
  });

  it('tells what is known of each name, and leaves out what is not', () => {
    const { blocks } = made('histories');
    const entries = blocks.flatMap((block) => (block.type === 'list' ? [block.items] : []));
    expect(entries).toHaveLength(names.length);
    for (const items of entries)
      expect(items.every((item) => !item.endsWith(':') && !item.includes('null'))).toBe(true);
    const withOrigin = names.filter(({ origin }) => origin !== null);
    const told = entries.flat().filter((item) => item.startsWith('来历:'));
    expect(told).toHaveLength(withOrigin.length);
  });

  it('covers the whole city, and a township alone', () => {
    expect(namesIn(city)).toHaveLength(placeName.size);
    const township = names.find(({ townshipId }) => townshipId !== null)!.townshipId!;
    expect(namesIn(township)).toEqual(names.filter(({ townshipId }) => townshipId === township));
  });

  it('says everything but data in English', () => {
    const { title, facts, blocks } = made('list', 'en');
    const words = [
      title.split('–')[1],
      ...facts.map(([label]) => label),
      ...blocks.flatMap((block) => (block.type === 'table' ? block.columns.map(({ label }) => label) : [])),
      ...blocks.flatMap((block) => (block.type === 'heading' ? [block.text] : [])),
    ];
    expect(words.filter((word) => /\p{Script=Han}/u.test(word!))).toEqual([]);
  });

  it('has a map that is drawn on a sheet with grid, scale, legend and source; words overlap neither each other nor leave the map', () => {
    const question = { of: namesInDivision(snapshot, county), language: 'zh' as const, approvalNumber: null };
    const map = printMap({ ...question, sheet: 'A3' });
    expect(map.leftOut).toBe(0);
    expect([map.widthMm, map.heightMm]).toEqual([420, 297]);
    expect(map.names).toBe(names.filter(({ geometry }) => geometry !== null).length);
    expect(map.svg).toContain('演示数据');
    expect(map.svg).toContain('data-scale-bar');
    const degreesOf = (side: string) =>
      [...map.svg.matchAll(new RegExp(`data-grid="${side}"[^>]*>(\\d+)°(\\d+)′`, 'gu'))].map(
        ([, degree, minute]) => Number(degree) * 60 + Number(minute),
      );
    for (const side of ['E', 'N']) {
      const lines = degreesOf(side);
      expect(lines.length).toBeGreaterThanOrEqual(3);
      expect(new Set(lines.slice(1).map((at, i) => at - lines[i]!)).size).toBe(1);
    }
    // Every class that has names is explained, with how many.
    const shown = [...map.svg.matchAll(/>([^<>]+) (\d+)<\/text>/gu)].map(([, , count]) => Number(count));
    expect(shown.reduce((sum, count) => sum + count, 0)).toBe(map.names);
    expect(map.labelled).toBeGreaterThan(50);
    expect(map.svg).not.toMatch(/<(script|image|a)\b|href/u);
    expect(printMapPage({ ...question, sheet: 'A4' }).toString()).toContain('size: 297mm 210mm');
  });

  it('leaves classes that a map has no room for out whole, and says so; the counties stand at their marks', () => {
    const of = namesInDivision(snapshot, city);
    const map = printMap({ of, sheet: 'A3', language: 'zh', approvalNumber: null });
    expect(map.leftOut).toBeGreaterThan(1000);
    const located = of.names.filter(({ geometry }) => geometry !== null).length;
    expect(map.names + map.leftOut).toBe(located);
    const told = [...map.svg.matchAll(/(?:未绘:|、)(\p{Script=Han}+) (\d+) 条/gu)].map(([, , count]) => Number(count));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(map.leftOut);
    for (const { level, name } of base.records.division.values()) {
      if (level === 'county') expect(map.svg).toContain(`>${name}</text>`);
    }
  });
});
