/** A stored picture that documents can show. */
export interface Picture {
  kind: 'png' | 'jpg';
  widthPx: number;
  heightPx: number;
}

const PNG_SIGNATURE = '89504e470d0a1a0a';

/**
 * Kind and size of a picture, from its bytes.
 * @returns null for what DOCX and PDF do not show alike (WebP), or what is no picture
 */
export function pictureOf(bytes: Buffer): Picture | null {
  if (bytes.length > 24 && bytes.toString('hex', 0, 8) === PNG_SIGNATURE) {
    return sized('png', bytes.readUInt32BE(16), bytes.readUInt32BE(20));
  }
  return bytes.length > 4 && bytes.readUInt16BE(0) === 0xff_d8 ? jpegOf(bytes) : null;
}

/** Walks the segments to the frame header (SOF0…SOF15 without DHT, JPG and DAC). */
function jpegOf(bytes: Buffer): Picture | null {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return sized('jpg', bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

const sized = (kind: Picture['kind'], widthPx: number, heightPx: number): Picture | null =>
  widthPx > 0 && heightPx > 0 ? { kind, widthPx, heightPx } : null;

/** Largest size of a picture within a box, its proportions kept. */
export function fitted(
  { widthPx, heightPx }: Pick<Picture, 'widthPx' | 'heightPx'>,
  box: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(box.width / widthPx, box.height / heightPx);
  return { width: widthPx * scale, height: heightPx * scale };
}
