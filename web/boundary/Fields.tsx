import { Descriptions, Tag } from 'antd';
import type { HTMLAttributes, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { DivisionName } from '../facilities/DivisionName.tsx';
import { Unknown } from '../facilities/Unknown.tsx';
import { Data } from '../ui/Data.tsx';

/** A value, or 未知 where there is none; `data` marks wording that stays as it was recorded. */
export function Known({ value, data = false }: { value: ReactNode; data?: boolean }) {
  if (value === null || value === undefined || value === '') return <Unknown />;
  return data ? <Data>{value}</Data> : <>{value}</>;
}

/** Labelled facts, one under the other. */
export function Facts({
  title,
  rows,
}: {
  title?: string;
  rows: readonly [key: string, label: string, value: ReactNode][];
}) {
  return (
    <Descriptions
      title={title}
      size="small"
      column={1}
      bordered
      className="boundary-facts"
      styles={{
        header: { marginBottom: 4 },
        label: { width: '36%', padding: '4px 10px' },
        content: { padding: '4px 10px' },
      }}
      items={rows.map(([key, label, value]) => ({
        key,
        label,
        children: <span data-field={key}>{value}</span>,
      }))}
    />
  );
}

export function DemoTag({ demo }: { demo: boolean }) {
  const { t } = useTranslation('boundary');
  if (!demo) return null;
  return (
    <Tag color="gold" data-testid="demo">
      {t('demo')}
    </Tag>
  );
}

/** One side's divisions below its full name. */
export function SideValue({
  side,
}: {
  side: {
    name: string;
    divisionId: string | null;
    countyId?: string | null;
    townshipId?: string | null;
    villageId?: string | null;
  };
}) {
  const { t } = useTranslation('boundary');
  const levels = [
    ['county', side.countyId],
    ['township', side.townshipId],
    ['village', side.villageId],
  ] as const;
  return (
    <div>
      <Data>{side.name}</Data>
      {side.divisionId === null && <span className="quiet"> · {t('side.beyond')}</span>}
      {'countyId' in side && side.divisionId !== null && (
        <div className="boundary-side">
          {levels.map(([level, id]) => (
            <span key={level}>
              <span className="quiet">{t(`side.${level}`)} </span>
              {id ? <DivisionName id={id} level={level} /> : <Unknown />}
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

/** Attributes by which styles and tests find a row of a table. */
export const rowMarks = (marks: Record<`data-${string}`, string>): HTMLAttributes<HTMLElement> => marks;
