import { blankPlaceName, type OtherName, type PlaceNameBody } from '../place-names/contract.ts';
import type { CurrentRecord } from '../registry/apply.ts';
import type { EnteredRegister } from './contract.ts';
import type { CaseState } from './rules.ts';

/** The approval, as a record of the register names it: title and number of the newest one in the file. */
const approvalOf = ({ documents }: CaseState): string => {
  const { title, number } = documents.findLast(({ kind }) => kind === 'approval')!;
  return number === null ? title : `${title}(${number})`;
};

/** What a place was called before a case renamed it: its former name that ended on the day of the approval. */
export const nameBefore = ({ otherNames, standardName }: PlaceNameBody, { outcome, doneOn }: CaseState): string =>
  (outcome === 'registered'
    ? otherNames.findLast(({ kind, to }) => kind === 'former' && to === doneOn.get('approval'))?.name
    : undefined) ?? standardName;

/**
 * What an approved case changes in the register, from the day of its approval on: the name that enters, or the name that
 * follows with the one before among the former names, or the name that becomes historical.
 * @param current the place name that is renamed or cancelled
 */
export function registerProposal(
  caseId: string,
  state: CaseState,
  current: CurrentRecord | null,
): EnteredRegister['changeSet'] {
  const { proposal, reason } = state.opened;
  const approvedOn = state.doneOn.get('approval')!;
  const approval = { approvingDocument: approvalOf(state), approvedOn };
  const common = {
    origin: 'form' as const,
    effectiveFrom: approvedOn,
    reason: `地名案件 ${caseId}:${reason}`.slice(0, 2000),
  };
  if (proposal.kind === 'naming') {
    const fields = { ...blankPlaceName, ...proposal.name, ...approval, namedOn: approvedOn, asOfDate: approvedOn };
    const title = `地名命名:${proposal.name.standardName}`;
    return { ...common, title, changes: [{ type: 'placeName', op: 'create', fields }] };
  }
  const body = current!.body as unknown as PlaceNameBody;
  const change = {
    type: 'placeName' as const,
    op: 'update' as const,
    id: proposal.placeNameId,
    baseVersion: current!.version,
  };
  if (proposal.kind === 'cancellation') {
    const fields = { ...approval, status: 'historical', asOfDate: approvedOn };
    return { ...common, title: `地名销名:${body.standardName}`, changes: [{ ...change, fields }] };
  }
  const former: OtherName = {
    name: body.standardName,
    kind: 'former',
    from: body.namedOn,
    to: approvedOn,
    pinyin: body.pinyin === null ? null : [body.pinyin.proper, body.pinyin.generic].filter(Boolean).join(' '),
    document: body.approvingDocument,
  };
  const { origin, meaning, ...name } = proposal.name;
  const fields = {
    ...name,
    // What is not said of the new name stays as the register has it.
    ...(origin === null ? {} : { origin }),
    ...(meaning === null ? {} : { meaning }),
    ...approval,
    otherNames: [...body.otherNames, former],
    namedOn: approvedOn,
    asOfDate: approvedOn,
  };
  const title = `地名更名:${body.standardName} → ${name.standardName}`.slice(0, 200);
  return { ...common, title, changes: [{ ...change, fields }] };
}
