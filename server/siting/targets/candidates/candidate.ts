import { createHash } from 'node:crypto';
import type { RuleParameters } from '../../../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../../facilities/contract.ts';
import type { EvidenceRow } from '../../../indicators/contract.ts';
import type { CostRate } from '../../../scenarios/contract.ts';
import type { Snapshot } from '../../../snapshot/snapshot.ts';
import type { targetActions, PlanAction } from '../../contract.ts';

export type TargetAction = (typeof targetActions)[number];

/** Something that could be done at one facility, before it is known what it brings. */
export interface Candidate {
  /** Stable for the same state of the register, and fit for a record's identifier. */
  readonly id: string;
  readonly action: TargetAction;
  /** All that it amounts to: each must be allowed by the question. */
  readonly needs: readonly TargetAction[];
  readonly facilityId: string;
  /** Candidates of one slot are alternatives: at most one of them can be done. */
  readonly slot: string;
  readonly functionIds: readonly string[];
  /** Where it takes a facility away from: not all that stand there may leave. */
  readonly from?: string;
  /** Takes a facility away from where it stands, and may be done only if nobody there needs it. */
  readonly isSpareOnly?: boolean;
  /** People aged 60+ at the place it is for, where there are so many places that the least of them may be left out. */
  readonly people?: number;
  /** The greatest amount (beds) of which any part may be done; null where it is done or not. */
  readonly most: number | null;
  readonly countyId: string | null;
  readonly townshipId: string | null;
  /** What the facility becomes; `amount` is of no meaning where `most` is null. */
  apply(body: FacilityBody | null, amount: number): FacilityBody;
}

/** What candidates are looked for with. */
export interface Search {
  readonly snapshot: Snapshot;
  readonly parameters: RuleParameters;
  readonly rates: readonly CostRate[];
  /** Rows of one indicator that count in one of its goals. */
  readonly rows: readonly EvidenceRow[];
}

/** Rows of units that are not proven to have what is asked. */
export const openRows = ({ rows }: Search): EvidenceRow[] => rows.filter(({ verdict }) => verdict !== 'yes');

const LONGEST_ID = 64;

/** An identifier of some parts; where they are too long together, their end is replaced by a hash of them all. */
export function idOf(...parts: readonly string[]): string {
  const id = parts.join('-');
  if (id.length <= LONGEST_ID) return id;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 12);
  return `${id.slice(0, LONGEST_ID - hash.length - 1)}-${hash}`;
}

/** An identifier for a new facility that no record has. */
export function newFacilityId({ records }: Snapshot, ...parts: readonly string[]): string {
  for (let n = 1; ; n++) {
    const id = idOf('planned', ...parts, ...(n === 1 ? [] : [String(n)]));
    if (!records.facility.has(id)) return id;
  }
}

export type Place = Pick<FacilityBody, 'countyId' | 'townshipId' | 'villageId' | 'entrance' | 'sourceCrs' | 'demo'>;

export const pointOf = (body: Pick<FacilityBody, 'entrance'>): PlanAction['at'] => body.entrance as PlanAction['at'];
