import type { Finding, RecordTypeName } from '../registry/contract.ts';
import { finding } from '../registry/record-type.ts';
import type { DivisionAdjustment, DivisionBody } from './contract.ts';
import type { WorkingRegister } from './working-register.ts';

/** What planning one adjustment works on. */
export interface Planning {
  readonly register: WorkingRegister;
  readonly adjustment: DivisionAdjustment;
  readonly newId: () => string;
  /** What there is to say about the plan; added to as it is made. */
  readonly findings: Finding[];
}

/** A division that results from an adjustment. */
export interface Receiver {
  readonly id: string;
  readonly isNew: boolean;
  /** What the adjustment says of it. */
  readonly given: Partial<DivisionBody>;
}

/** A division that an adjustment takes from. */
export interface Former {
  readonly id: string;
  readonly body: DivisionBody;
}

/** Adds what there is to say about one record of the plan. */
export function say(
  { findings }: Pick<Planning, 'findings'>,
  severity: 'warn' | 'note',
  code: string,
  record: { type: RecordTypeName; id: string; field?: string },
  zh: string,
  en: string,
): void {
  const place = { type: record.type, id: record.id, field: record.field ?? null };
  findings.push({ ...finding(severity, code, { zh, en }, null), ...place });
}

/** Name of a division as it stands, or its identifier. */
export const divisionName = (register: WorkingRegister, id: string) => register.get('division', id)?.name ?? id;

/** Divisions of the level below. */
export const childrenOf = (register: WorkingRegister, divisionId: string): string[] =>
  register
    .dependentsOf(divisionId)
    .filter(({ type }) => type === 'division')
    .map(({ id }) => id);
