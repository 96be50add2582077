import type { photoKinds } from './contract.ts';

export type PhotoKind = (typeof photoKinds)[number];

export interface Picture {
  mime: PhotoKind;
  width: number;
  height: number;
}

/** Longest side in pixels; no phone makes larger ones, and a viewer could not decode them. */
export const MAX_SIDE_PIXELS = 20_000;

/**
 * What a file is by its own bytes: its kind and its size in pixels, read from the headers, with the mark at which a file
 * of its kind ends. Null when it is no JPEG (ITU T.81 annex B), PNG (W3C PNG, 5.2 and 11.2.1) or WebP (RFC 9649), is cut
 * short, or is larger than can be shown.
 */
export function pictureOf(bytes: Buffer): Picture | null {
  const picture = readJpeg(bytes) ?? readPng(bytes) ?? readWebp(bytes);
  if (!picture) return null;
  const fits = (side: number) => side >= 1 && side <= MAX_SIDE_PIXELS;
  return fits(picture.width) && fits(picture.height) ? picture : null;
}

const startOfImage = 0xd8;
const endOfImage = 0xd9;
const startOfScan = 0xda;
/** Markers SOF0 to SOF15 but for DHT, JPG and DAC, which share their range. */
const isFrameHeader = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function readJpeg(bytes: Buffer): Picture | null {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== startOfImage) return null;
  if (bytes.lastIndexOf(Buffer.from([0xff, endOfImage])) < 2) return null;
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    if (isFrameHeader(marker)) {
      if (length < 8 || at + 9 > bytes.length) return null;
      return { mime: 'image/jpeg', height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    if (marker === startOfScan || length < 2) return null;
    at += 2 + length;
  }
  return null;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function readPng(bytes: Buffer): Picture | null {
  if (bytes.length < 45 || !bytes.subarray(0, 8).equals(pngSignature)) return null;
  if (bytes.toString('latin1', 12, 16) !== 'IHDR' || !bytes.subarray(-12).includes('IEND')) return null;
  return { mime: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function readWebp(bytes: Buffer): Picture | null {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
  if (bytes.toString('latin1', 8, 12) !== 'WEBP' || bytes.readUInt32LE(4) + 8 > bytes.length) return null;
  const size = (width: number, height: number): Picture => ({ mime: 'image/webp', width, height });
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return size(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const packed = bytes.readUInt32LE(21);
      return size((packed & 0x3fff) + 1, ((packed >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      return size(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    default:
      return null;
  }
}
