import { Alert, Button, Modal, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useText } from '../app/i18n/use-text.ts';
import { flatten, sameValue } from './body-changes.ts';
import { FieldValue } from './FieldValue.tsx';
import type { FindField } from './Differences.tsx';
import { recordField } from './record-fields.ts';

/** A record of any type with the version that a change is made against. */
interface Versioned {
  version: number;
  body: Record<string, unknown>;
}

interface StaleDialogProps<Current extends Versioned> {
  /** The record that the user worked from. */
  base: Versioned;
  /** The body that the user's form asks for. */
  wanted: Record<string, unknown>;
  /** The record as someone else has left it; `null` when they ended it. */
  current: Current | null;
  find?: FindField;
  onReapply(current: Current): void;
  onDrop(): void;
}

interface Row {
  path: string;
  base: unknown;
  current: unknown;
  mine: unknown;
  theirsChanged: boolean;
  mineChanged: boolean;
}

function compare(base: Versioned, wanted: Record<string, unknown>, current: Versioned): Row[] {
  const a = flatten(base.body);
  const b = flatten(current.body);
  const mine = flatten(wanted);
  const paths = [...new Set([...a.keys(), ...b.keys(), ...mine.keys()])];
  return paths
    .map((path) => {
      const was = a.get(path) ?? null;
      const row = { path, base: was, current: b.get(path) ?? null, mine: mine.has(path) ? mine.get(path) : was };
      return { ...row, theirsChanged: !sameValue(was, row.current), mineChanged: !sameValue(was, row.mine) };
    })
    .filter((row) => row.theirsChanged || row.mineChanged);
}

/** Someone else changed the record first: both versions field by field, and the choice to put one's own edits on theirs. */
export function StaleDialog<Current extends Versioned>({
  base,
  wanted,
  current,
  find = recordField,
  onReapply,
  onDrop,
}: StaleDialogProps<Current>) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const value = (row: Row, side: 'base' | 'current' | 'mine') => (
    <FieldValue field={find(row.path)!} value={row[side]} />
  );
  return (
    <Modal
      open
      title={t('staleTitle')}
      width={820}
      closable={false}
      data-testid="stale-dialog"
      footer={[
        <Button key="drop" onClick={onDrop}>
          {t('staleDrop')}
        </Button>,
        current && (
          <Button key="reapply" type="primary" onClick={() => onReapply(current)}>
            {t('staleReapply')}
          </Button>
        ),
      ]}
    >
      {!current && <Alert type="warning" showIcon title={t('staleGone')} />}
      {current && (
        <>
          <p>{t('staleHelp', { base: base.version, current: current.version })}</p>
          <Table<Row>
            size="small"
            rowKey="path"
            pagination={false}
            scroll={{ y: 360, x: 'max-content' }}
            dataSource={compare(base, wanted, current).filter((row) => find(row.path) !== undefined)}
            columns={[
              {
                title: t('staleField'),
                render: (_, row) => (
                  <>
                    {text(find(row.path)!.definition.label)}{' '}
                    {row.theirsChanged && row.mineChanged && <Tag color="red">{t('staleConflict')}</Tag>}
                  </>
                ),
              },
              { title: t('staleBase'), render: (_, row) => value(row, 'base') },
              { title: t('staleCurrent'), render: (_, row) => value(row, 'current') },
              {
                title: t('staleMine'),
                render: (_, row) => (row.mineChanged ? value(row, 'mine') : t('staleUntouched')),
              },
            ]}
          />
        </>
      )}
    </Modal>
  );
}
