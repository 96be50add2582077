import { namingForms, type Language, type NamingForm } from '../../../gis-data/catalogue/index.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { stateOf } from '../rules.ts';
import type { NamingCaseService } from '../service.ts';
import { formContent } from './content.ts';

/** A printed form of a case as it stands, as DOCX; `name` without ending. */
export interface NamingForms {
  /** @throws Problem not-found */
  make(caseId: string, form: NamingForm, language: Language): Promise<{ bytes: Buffer; name: string }>;
}

export function createNamingForms(
  cases: Pick<NamingCaseService, 'get'>,
  snapshots: Pick<SnapshotService, 'at'>,
): NamingForms {
  return {
    async make(caseId, form, language) {
      const file = await cases.get(caseId);
      const { records } = await snapshots.at();
      const { proposal } = file;
      const registered = proposal.kind === 'naming' ? undefined : records.placeName.get(proposal.placeNameId);
      const content = formContent({
        language,
        form,
        file,
        state: stateOf(file.file),
        current: registered ?? null,
        divisionName: (id) => records.division.get(id)?.name ?? null,
      });
      const { formDocx } = await import('./docx.ts');
      const label = namingForms.find(({ id }) => id === form)!.label[language];
      const what = file.proposedName ?? file.currentName ?? caseId;
      return { bytes: await formDocx(content), name: `${label}_${what}`.replace(/[\\/:*?"<>|\s]+/g, '_') };
    },
  };
}
