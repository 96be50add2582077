import { createRequire } from 'node:module';
import { openSync, type Font } from 'fontkit';

const resolve = createRequire(import.meta.url).resolve;

/**
 * Noto Sans SC (SIL Open Font License 1.1) as static TrueType files of 30,000 characters, carried by a package: documents
 * look the same on every machine and need no font installed.
 */
export const fontFiles = {
  regular: resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'),
  bold: resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf'),
} as const;

let opened: Font | null = null;

/** The regular font for measuring and outlines, opened once; both weights have the same characters. */
export function regularFont(): Font {
  opened ??= openSync(fontFiles.regular) as Font;
  return opened;
}

/** Stands for a character that the font lacks (the printers' geta mark). */
export const MISSING = '〓';

/**
 * A text as it can be printed: characters that the font lacks become the geta mark.
 * @returns the text, and the characters that were replaced
 */
export function printable(text: string): { text: string; lacking: string[] } {
  const font = regularFont();
  const lacking: string[] = [];
  const shown = [...text].map((character) => {
    if (character === '\n' || font.hasGlyphForCodePoint(character.codePointAt(0)!)) return character;
    lacking.push(character);
    return MISSING;
  });
  return { text: shown.join(''), lacking };
}

/**
 * The outlines of a line of words as an SVG path whose units are the font's, y upwards, from the start of the base line.
 * @returns the path, its width and the units of the font's size
 */
export function outlines(text: string): { path: string; width: number; unitsPerEm: number } {
  const font = regularFont();
  const run = font.layout(printable(text).text);
  let x = 0;
  const paths = run.glyphs.map((glyph, i) => {
    const path = glyph.path.translate(x, 0).toSVG();
    x += run.positions[i]!.xAdvance;
    return path;
  });
  return { path: paths.join(''), width: x, unitsPerEm: font.unitsPerEm };
}
