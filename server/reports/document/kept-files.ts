import { randomUUID } from 'node:crypto';

/** Files made on request, kept in memory for a while: bounded in number, size and time; the oldest goes first. */
export interface KeptFiles<File extends { bytes: Buffer }> {
  /** @returns an id that cannot be guessed (122 random bits) */
  keep(file: File): string;
  /** The file; null for one whose time is over. */
  get(id: string): File | null;
}

export interface KeptFilesLimits {
  files: number;
  bytes: number;
  milliseconds: number;
}

const defaultLimits: KeptFilesLimits = { files: 60, bytes: 200 * 2 ** 20, milliseconds: 3_600_000 };

export function createKeptFiles<File extends { bytes: Buffer }>(
  limits: KeptFilesLimits = defaultLimits,
  now: () => number = Date.now,
): KeptFiles<File> {
  const files = new Map<string, { file: File; keptAt: number }>();

  function forget(): void {
    let bytes = [...files.values()].reduce((sum, { file }) => sum + file.bytes.length, 0);
    for (const [id, { file, keptAt }] of files) {
      const over = now() - keptAt > limits.milliseconds;
      if (!over && files.size <= limits.files && bytes <= limits.bytes) continue;
      files.delete(id);
      bytes -= file.bytes.length;
    }
  }

  return {
    keep(file) {
      const id = randomUUID();
      files.set(id, { file, keptAt: now() });
      forget();
      return id;
    },
    get(id) {
      forget();
      return files.get(id)?.file ?? null;
    },
  };
}
