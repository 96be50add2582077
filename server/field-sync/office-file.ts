import { fromBufferPromise } from 'yauzl';

const docxMime = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Bytes at the end of a PDF among which its end mark stands (ISO 32000-2, 7.5.5). */
const PDF_TAIL = 1024;
/** Parts that a written document may have; one with more is not looked through. */
const MOST_PARTS = 5000;

/** What a file is by its own bytes: a whole PDF, or a DOCX without macros; null for anything else. */
export async function officeFileOf(bytes: Buffer): Promise<string | null> {
  if (bytes.subarray(0, 5).toString('latin1') === '%PDF-') {
    return bytes.subarray(-PDF_TAIL).includes('%%EOF') ? 'application/pdf' : null;
  }
  return (await isDocx(bytes)) ? docxMime : null;
}

async function isDocx(bytes: Buffer): Promise<boolean> {
  if (bytes.subarray(0, 4).toString('latin1') !== 'PK\u0003\u0004') return false;
  try {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: true });
    if (zip.entryCount > MOST_PARTS) return false;
    const names = new Set<string>();
    for await (const { fileName } of zip.eachEntry()) names.add(fileName);
    return names.has('[Content_Types].xml') && names.has('word/document.xml') && !names.has('word/vbaProject.bin');
  } catch {
    return false;
  }
}
