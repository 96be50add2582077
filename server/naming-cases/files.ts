import { text } from '../../gis-data/catalogue/index.ts';
import { PHOTO_MAX_BYTES } from '../field-sync/contract.ts';
import { fileTooLarge, type FieldPhotos } from '../field-sync/photos.ts';
import type { Actor } from '../registry/contract.ts';
import { problems } from '../registry/problem.ts';
import type { StoredFile } from './contract.ts';
import type { NamingCaseService } from './service.ts';

/** Files of cases. They lie where the field's pictures lie, named by their bytes, so that none takes another's place. */
export interface NamingCaseFiles {
  /**
   * Stores a file for a case; a document of its file names it then.
   * @param stated `Content-Length` of the request
   * @throws Problem not-found, forbidden (county), too-large, unsupported for what is neither PDF, DOCX nor picture
   */
  add(actor: Actor, caseId: string, stated: number, read: (limit: number) => Promise<Buffer>): Promise<StoredFile>;
  /** A file that a document of the case names, with that name. @throws Problem not-found */
  get(caseId: string, sha256: string): Promise<{ mime: string; content: Buffer; name: string }>;
}

export function createNamingCaseFiles(
  cases: Pick<NamingCaseService, 'get' | 'checkMayWrite'>,
  stored: Pick<FieldPhotos, 'addFile' | 'file'>,
): NamingCaseFiles {
  return {
    async add(actor, caseId, stated, read) {
      await cases.checkMayWrite(actor, caseId);
      if (stated > PHOTO_MAX_BYTES) throw fileTooLarge();
      const { repeated: _, ...file } = await stored.addFile(actor, await read(PHOTO_MAX_BYTES));
      return file;
    },

    async get(caseId, sha256) {
      const { file } = await cases.get(caseId);
      for (const { content } of file) {
        if (content.kind !== 'document' || content.document.file?.sha256 !== sha256) continue;
        return { ...(await stored.file(sha256)), name: content.document.file.name };
      }
      throw problems.notFound(text('这个文件', 'file of this case'));
    },
  };
}
