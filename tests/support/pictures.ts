const word = (value: number, bytes: number) => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};

/** Headers of a JPEG of a size, with a filling of its own, up to its end. */
export function jpeg(width: number, height: number, filling: Uint8Array = Buffer.alloc(0)): Buffer {
  const frame = Buffer.concat([
    word(8 + 3, 2),
    word(8, 1),
    word(height, 2),
    word(width, 2),
    word(1, 1),
    word(0x011100, 3),
  ]);
  const application = Buffer.concat([Buffer.from('ffe0', 'hex'), word(6, 2), Buffer.from('JFIF')]);
  const start = Buffer.from('ffd8', 'hex');
  return Buffer.concat([start, application, Buffer.from('ffc0', 'hex'), frame, filling, Buffer.from('ffd9', 'hex')]);
}

/** Header and end of a PNG of a size. */
export function png(width: number, height: number): Buffer {
  const header = Buffer.concat([
    word(13, 4),
    Buffer.from('IHDR'),
    word(width, 4),
    word(height, 4),
    word(0x0802000000, 5),
    word(0, 4),
  ]);
  const end = Buffer.concat([word(0, 4), Buffer.from('IEND'), word(0xae426082, 4)]);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header, end]);
}

/** Header of an extended WebP of a size. */
export function webp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(30);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(22, 4);
  bytes.write('WEBPVP8X', 8);
  bytes.writeUInt32LE(10, 16);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}
