import { renderAsync } from '@resvg/resvg-js';

/** Pixels of a picture's width: 250 dots per inch over the 156 mm between the margins. */
const WIDTH_PX = 1535;

/** The PNG of an SVG, drawn beside the main thread with the fonts of this machine. It takes no signal: resvg accepts one only once. */
export async function pngOf(svg: string): Promise<Buffer> {
  const image = await renderAsync(svg, { fitTo: { mode: 'width', value: WIDTH_PX }, ...fonts });
  return image.asPng();
}

const fonts = { font: { loadSystemFonts: true, defaultFontFamily: 'Noto Sans CJK SC' } } as const;

let chineseDrawn: Promise<boolean> | null = null;

/**
 * Whether a font of this machine has Chinese characters: without one, all of them are drawn as the same empty box or not
 * at all.
 */
export function drawsChinese(): Promise<boolean> {
  chineseDrawn ??= (async () => {
    const [one, other] = await Promise.all(['民', '一'].map(pixelsOf));
    return !one!.equals(other!);
  })();
  return chineseDrawn;
}

async function pixelsOf(character: string): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><text x="0" y="28" font-size="30">${character}</text></svg>`;
  return (await renderAsync(svg, fonts)).pixels;
}
