import { DeleteOutlined } from '@ant-design/icons';
import { Button, Checkbox, Form, Input, Radio, Segmented, Select, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { divisionEventKinds, divisionLevels, type DivisionLevel } from '../../../gis-data/catalogue/index.ts';
import type { ScenarioChange } from '../../../server/scenarios/contract.ts';
import { useDivisions, type DivisionItem } from '../../api/queries.ts';
import { useText } from '../../app/i18n/use-text.ts';
import { Assignments, type Assignable } from './Assignments.tsx';
import { DivisionPicker } from './DivisionPicker.tsx';
import { divisionsInScenario, emptyDraft, emptyPart, needsAssignments, type Draft, type DraftPart } from './draft.ts';
import { PartFields } from './PartFields.tsx';

const levels: readonly DivisionLevel[] = ['county', 'township', 'village'];
const above: Record<DivisionLevel, DivisionLevel> = {
  city: 'city',
  county: 'city',
  township: 'county',
  village: 'township',
};
const below: Record<DivisionLevel, DivisionLevel> = {
  city: 'county',
  county: 'township',
  township: 'village',
  village: 'village',
};

interface AdjustmentFormProps {
  draft: Draft;
  asOf: string;
  /** What the scenario has changed already. */
  changes: readonly ScenarioChange[];
  /** Records that the server could place nowhere. */
  unplaced: readonly Assignable[];
  onChange: (draft: Draft) => void;
}

/** What is adjusted, into what, by which document. */
export function AdjustmentForm({ draft, asOf, changes, unplaced, onChange }: AdjustmentFormProps) {
  const { t } = useTranslation('adjustment');
  const text = useText();
  const { kind, level } = draft;
  const own = useDivisions(level, asOf);
  const upper = useDivisions(above[level], asOf);
  const items = divisionsInScenario(own.data?.items ?? [], changes).filter((item) => item.level === level);
  const parents = divisionsInScenario(upper.data?.items ?? [], changes).filter((item) => item.level === above[level]);
  const names = new Map(parents.map(({ id, name }) => [id, name]));
  const set = (fields: Partial<Draft>) => onChange({ ...draft, ...fields });
  const picker = { items, parents: names, loading: own.isPending };

  return (
    <Form layout="vertical" component="div">
      <p className="quiet">{t('intro', { date: asOf })}</p>
      <Space wrap size="large" align="start">
        <Form.Item label={t('kind')}>
          <Segmented
            value={kind}
            onChange={(next) => onChange({ ...emptyDraft(next, level), document: draft.document, note: draft.note })}
            options={divisionEventKinds.map(({ id, label }) => ({ value: id, label: text(label) }))}
          />
        </Form.Item>
        <Form.Item label={t('level')}>
          <Select<DivisionLevel>
            aria-label={t('level')}
            value={level}
            style={{ width: 130 }}
            onChange={(next) => onChange({ ...emptyDraft(kind, next), document: draft.document, note: draft.note })}
            options={divisionLevels
              .filter(({ id }) => levels.includes(id))
              .map(({ id, label }) => ({ value: id, label: text(label) }))}
          />
        </Form.Item>
      </Space>
      {kind !== 'establish' && (
        <Form.Item label={kind === 'merge' ? t('formers') : t('former')} required>
          <DivisionPicker
            {...picker}
            label={kind === 'merge' ? t('formers') : t('former')}
            many={kind === 'merge'}
            value={draft.fromIds}
            onChange={(fromIds) =>
              set({ fromIds, assignments: {}, parts: draft.parts.map((part) => ({ ...part, id: null })) })
            }
          />
        </Form.Item>
      )}
      {kind === 'merge' && <MergedInto draft={draft} items={items} set={set} />}
      {kind === 'split' && <SplitParts draft={draft} set={set} />}
      {kind === 'abolish' && (
        <Form.Item label={t('receivers')}>
          <DivisionPicker
            {...picker}
            label={t('receivers')}
            items={items.filter(({ id }) => !draft.fromIds.includes(id))}
            many
            value={draft.receiverIds}
            onChange={(receiverIds) => set({ receiverIds, assignments: {} })}
          />
        </Form.Item>
      )}
      {(kind === 'transfer' || kind === 'establish') && (
        <Form.Item label={kind === 'transfer' ? t('newParent') : t('parent')} required>
          <DivisionPicker
            label={kind === 'transfer' ? t('newParent') : t('parent')}
            items={parents}
            parents={new Map()}
            loading={upper.isPending}
            many={false}
            value={draft.parentId === null ? [] : [draft.parentId]}
            onChange={([parentId]) => set({ parentId: parentId ?? null })}
          />
        </Form.Item>
      )}
      {(kind === 'rename' || kind === 'transfer' || kind === 'establish') && (
        <Form.Item label={t('name')} required={kind === 'establish'}>
          <PartFields
            part={draft.parts[0]!}
            level={level}
            keeps={kind !== 'establish'}
            onChange={(part) => set({ parts: [part] })}
          />
        </Form.Item>
      )}
      {needsAssignments(draft) && draft.fromIds.length > 0 && (
        <AssignedParts draft={draft} asOf={asOf} changes={changes} items={items} unplaced={unplaced} set={set} />
      )}
      <Form.Item label={t('document')} required>
        <Input
          aria-label={t('document')}
          value={draft.document}
          maxLength={500}
          onChange={(event) => set({ document: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('note')}>
        <Input.TextArea
          aria-label={t('note')}
          value={draft.note}
          maxLength={2000}
          autoSize
          onChange={(event) => set({ note: event.target.value })}
        />
      </Form.Item>
    </Form>
  );
}

type Set = (fields: Partial<Draft>) => void;

function MergedInto({ draft, items, set }: { draft: Draft; items: readonly DivisionItem[]; set: Set }) {
  const { t } = useTranslation('adjustment');
  const part = draft.parts[0]!;
  const change = (next: DraftPart) => set({ parts: [next] });
  return (
    <Form.Item label={t('into')}>
      <Space orientation="vertical" style={{ width: '100%' }}>
        <Radio.Group
          value={part.id === null ? 'new' : 'existing'}
          disabled={draft.fromIds.length === 0}
          onChange={(event) => change({ ...part, id: event.target.value === 'new' ? null : draft.fromIds[0]! })}
          options={[
            { value: 'new', label: t('intoNew') },
            { value: 'existing', label: t('intoExisting') },
          ]}
        />
        {part.id !== null && (
          <DivisionPicker
            label={t('survivor')}
            items={items.filter(({ id }) => draft.fromIds.includes(id))}
            parents={new Map()}
            loading={false}
            many={false}
            value={[part.id]}
            onChange={([id]) => change({ ...part, id: id ?? null })}
          />
        )}
        <PartFields part={part} level={draft.level} keeps={part.id !== null} onChange={change} />
      </Space>
    </Form.Item>
  );
}

function SplitParts({ draft, set }: { draft: Draft; set: Set }) {
  const { t } = useTranslation('adjustment');
  const { parts, fromIds } = draft;
  const former = fromIds[0];
  const change = (position: number, part: DraftPart) =>
    set({ parts: parts.map((each, i) => (i === position ? part : each)) });
  return (
    <>
      {parts.map((part, position) => (
        <Form.Item key={position} label={t('part', { number: position + 1 })}>
          <Space wrap>
            <PartFields
              part={part}
              level={draft.level}
              keeps={part.id !== null}
              label={t('part', { number: position + 1 })}
              onChange={(next) => change(position, next)}
            />
            {position === 0 && (
              <Checkbox
                checked={part.id !== null}
                disabled={former === undefined}
                onChange={(event) => change(position, { ...part, id: event.target.checked ? former! : null })}
              >
                {t('partGoesOn')}
              </Checkbox>
            )}
            {position > 1 && (
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('removePart', { number: position + 1 })}
                onClick={() => set({ parts: parts.filter((_, i) => i !== position), assignments: {} })}
              />
            )}
          </Space>
        </Form.Item>
      ))}
      <Button size="small" onClick={() => set({ parts: [...parts, emptyPart] })} style={{ marginBottom: 16 }}>
        {t('addPart')}
      </Button>
    </>
  );
}

function AssignedParts({
  draft,
  asOf,
  changes,
  items,
  unplaced,
  set,
}: Pick<AdjustmentFormProps, 'draft' | 'asOf' | 'changes' | 'unplaced'> & {
  items: readonly DivisionItem[];
  set: Set;
}) {
  const { t } = useTranslation('adjustment');
  const children = useDivisions(below[draft.level], asOf);
  const inside = divisionsInScenario(children.data?.items ?? [], changes).filter(
    ({ parentId }) => parentId === draft.fromIds[0],
  );
  const known = new Set(inside.map(({ id }) => id));
  const asked = unplaced.filter(({ id }) => !known.has(id));
  const nameOf = (id: string) => items.find((item) => item.id === id)?.name ?? id;
  const parts =
    draft.kind === 'abolish'
      ? draft.receiverIds.map(nameOf)
      : draft.parts.map(({ id, name }, i) => name.trim() || (id === null ? t('part', { number: i + 1 }) : nameOf(id)));
  const common = {
    parts,
    assignments: draft.assignments,
    onChange: (assignments: Draft['assignments']) => set({ assignments }),
  };
  return (
    <Form.Item label={t('assign')}>
      <Assignments
        {...common}
        rows={inside.map(({ id, name, population }) => ({ id, label: name, people: population }))}
      />
      {asked.length > 0 && (
        <>
          <h4>{t('more')}</h4>
          <Assignments {...common} rows={asked} />
        </>
      )}
    </Form.Item>
  );
}
