import { text, type Language } from '../../../gis-data/catalogue/index.ts';
import { fingerprintOf, publicDer, publicPem, signText, type SigningKey } from '../signing/key.ts';
import type { WorkbookFacts } from '../contract.ts';
import type { Cell, Grid, Sheet } from './cells.ts';
import { manifestOf, manifestText } from './seal.ts';
import { sheetNames, signatureMark } from './words.ts';

/** Characters of the signed text in one cell, below the format's limit of 32,767. */
const CHUNK_CHARACTERS = 30_000;

/** Rows of the sheet from the mark on are the signature itself; what stands above is signed like any other sheet. */
const partNames = { text: 'manifest', signature: 'signature' } as const;

/** Signs the other sheets, and the explanation above the signature itself. */
export function signatureSheet(
  facts: WorkbookFacts,
  sheets: readonly Sheet[],
  shown: readonly Sheet[],
  key: SigningKey,
  language: Language,
): Sheet {
  const explained: Sheet = {
    name: sheetNames.signature[language],
    columns: [{ width: 24 }, { width: 100 }],
    headerRow: null,
    rows: explanation(key, language),
  };
  const publicKey = publicDer(key.publicKey).toString('base64');
  const signed = manifestText(manifestOf(facts, publicKey, [...sheets, explained], shown));
  const chunks = signed.match(new RegExp(`.{1,${CHUNK_CHARACTERS}}`, 'gu')) ?? [];
  return {
    ...explained,
    rows: [
      ...explained.rows,
      [signatureMark],
      ...chunks.map((chunk) => [partNames.text, chunk]),
      [partNames.signature, signText(signed, key)],
    ],
  };
}

function explanation({ publicKey }: SigningKey, language: Language): Cell[][] {
  const rows = [
    [sheetNames.signature, null],
    [text('签名算法', 'Algorithm'), 'Ed25519 (RFC 8032)'],
    [text('公钥指纹(SHA-256)', 'Fingerprint of the key (SHA-256)'), fingerprintOf(publicKey)],
    [text('公钥(PEM)', 'Public key (PEM)'), publicPem(publicKey).trim()],
    [
      text('签署的内容', 'What is signed'),
      text(
        '下面的 JSON 文本:每张工作表所有行的 SHA-256(数值、文字和公式,不含格式),以及指标表各公式的结果。签名只证明文件出自持有该私钥的系统且未被改动;公钥是否可信,请以系统公布的指纹为准',
        'The JSON text below: SHA-256 of all rows of every sheet (numbers, texts and formulas, not formats), and the results of the indicators’ formulas. The signature proves that the file came from the system that holds the key and was not altered since; compare the fingerprint with the one that the system publishes',
      )[language],
    ],
  ] as const;
  return rows.map(([label, value]) => (value === null ? [label[language]] : [label[language], value]));
}

/** The parts of a signature sheet that was read. */
export interface ReadSignature {
  /** Row of the mark, from 1. */
  markRow: number;
  text: string;
  signature: string;
  /** Whether there is anything behind or between the parts that a signature consists of. */
  hasSurplus: boolean;
}

/** Finds the signature in a sheet; null when it bears no mark. */
export function readSignature(grid: Grid): ReadSignature | null {
  const mark = grid.findIndex((row) => row[0] === `s:${signatureMark}`);
  if (mark === -1) return null;
  const parts = grid.slice(mark + 1);
  const ofPart = (name: string) =>
    parts.filter((row) => row[0] === `s:${name}`).map((row) => (row[1] ?? '').replace(/^s:/u, ''));
  const chunks = ofPart(partNames.text);
  const signatures = ofPart(partNames.signature);
  return {
    markRow: mark + 1,
    text: chunks.join(''),
    signature: signatures[0] ?? '',
    hasSurplus: grid[mark]!.length > 1 || parts.some((row) => row.length > 2) || parts.length !== chunks.length + 1,
  };
}
