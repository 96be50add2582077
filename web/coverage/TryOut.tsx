import { DeleteOutlined, PlusOutlined, SaveOutlined, SwapOutlined, UndoOutlined } from '@ant-design/icons';
import { Button, Collapse, Select, Space, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityKind, facilityKinds } from '../../gis-data/catalogue/index.ts';
import type { CoverageReport, FacilityEdit } from '../../server/coverage/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { Data } from '../ui/Data.tsx';
import { CoordinateFields } from './CoordinateFields.tsx';
import { FacilityCard } from './FacilityCard.tsx';
import { FacilityName } from './FacilityName.tsx';
import { positionOf, type KnownFacilities } from './known-facilities.ts';
import { SaveDialog } from './SaveDialog.tsx';
import { editedId, newFacilityId, pointAt, withEdit, withoutFacility, type Edits, type Position } from './trial.ts';
import { TrialResult } from './TrialResult.tsx';
import type { WhatIf } from './use-what-if.ts';

export interface TryOutProps {
  report: CoverageReport;
  known: KnownFacilities;
  edits: Edits;
  whatIf: WhatIf;
  canUndo: boolean;
  chosenId: string | null;
  /** Kind of the facility that the next click on the map drops; `null` when none is being dropped. */
  placing: string | null;
  compare: boolean;
  onPlacing(kind: string | null): void;
  onCompare(on: boolean): void;
  onEdits(edits: Edits): void;
  onUndo(): void;
  onReset(): void;
  onChooseFacility(id: string | null): void;
  onChoosePoint(id: string): void;
}

function NewFacility({ report, edits, placing, onPlacing, onEdits }: TryOutProps) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const eligible = report.question.facilityKinds;
  const [kind, setKind] = useState(placing ?? eligible[0]!);
  const add = (position: Position) =>
    onEdits(withEdit(edits, { op: 'add', id: newFacilityId(edits), kind, at: pointAt(position) }));
  return (
    <section className="try-new">
      <Space.Compact block>
        <Select
          size="small"
          className="grow"
          aria-label={t('tryOut.newKind')}
          value={kind}
          onChange={(next) => {
            setKind(next);
            if (placing !== null) onPlacing(next);
          }}
          options={facilityKinds
            .filter(({ id }) => eligible.includes(id))
            .map((k) => ({ value: k.id as string, label: text(k.label) }))}
        />
        <Button
          size="small"
          type={placing === null ? 'default' : 'primary'}
          icon={<PlusOutlined />}
          aria-pressed={placing !== null}
          data-testid="place-new"
          onClick={() => onPlacing(placing === null ? kind : null)}
        >
          {placing === null ? t('tryOut.dropNew') : t('tryOut.clickMap')}
        </Button>
      </Space.Compact>
      <Collapse
        size="small"
        ghost
        items={[
          {
            key: 'typed',
            label: t('tryOut.typed'),
            children: <CoordinateFields position={null} action={t('tryOut.dropHere')} onSubmit={add} />,
          },
        ]}
      />
    </section>
  );
}

/** One collator for thousands of names: far faster than asking each name to compare itself. */
const byName = new Intl.Collator('zh-CN');

function FacilityPicker({ known, report, chosenId, onChooseFacility }: TryOutProps) {
  const { t } = useTranslation('coverage');
  const text = useText();
  const options = useMemo(() => {
    const eligible = new Set(report.question.facilityKinds);
    const named = [...known.values()].filter((facility) => facility.name !== null);
    // Kinds that serve first; any other may be tried as one that does.
    const rank = (kind: string) => (eligible.has(kind) ? 0 : 1);
    named.sort((a, b) => rank(a.kind) - rank(b.kind) || byName.compare(a.name!, b.name!));
    return named.map(({ id, name, kind }) => ({ value: id, label: name!, kind, title: '' }));
  }, [known, report.question.facilityKinds]);
  return (
    <Select
      size="small"
      className="try-picker"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('tryOut.pick')}
      placeholder={t('tryOut.pick')}
      value={chosenId !== null && known.get(chosenId)?.name ? chosenId : undefined}
      onChange={(id: string | undefined) => onChooseFacility(id ?? null)}
      options={options}
      optionRender={({ label, data }) => (
        <>
          <Data>{label}</Data> <span className="quiet">{text(facilityKind(data.kind).label)}</span>
        </>
      )}
      labelRender={({ label, value }) => <Data>{label ?? value}</Data>}
    />
  );
}

const opColors: Record<FacilityEdit['op'], string> = { move: 'blue', close: 'red', add: 'green', reclassify: 'purple' };

function EditList({ edits, known, onEdits, onChooseFacility }: TryOutProps) {
  const { t } = useTranslation('coverage');
  return (
    <ul className="edit-list" data-testid="edits" data-edits={edits.length}>
      {edits.map((edit) => {
        const id = editedId(edit);
        return (
          <li key={`${edit.op}:${id}`}>
            <Tag color={opColors[edit.op]}>{t(`op.${edit.op}`)}</Tag>
            <button type="button" className="link" onClick={() => onChooseFacility(id)}>
              <FacilityName facility={known.get(id)} />
            </button>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('tryOut.takeBack')}
              title={t('tryOut.takeBack')}
              onClick={() => onEdits(withoutFacility(edits, id))}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** Tries facilities elsewhere, new, closed or of another kind, and shows what that does; nothing is stored until saved. */
export function TryOut(props: TryOutProps) {
  const { t } = useTranslation('coverage');
  const { report, known, edits, whatIf, canUndo, chosenId, compare } = props;
  const [saving, setSaving] = useState(false);
  const chosen = chosenId === null ? undefined : known.get(chosenId);
  const trying = edits.length > 0;
  return (
    <div className="try-out" data-testid="try-out" data-pending={whatIf.pending}>
      <p className="quiet">{t('tryOut.help')}</p>
      <NewFacility {...props} />
      <FacilityPicker {...props} />
      {chosen && (
        <FacilityCard
          key={chosen.id}
          facility={chosen}
          position={positionOf(known, edits, chosen.id)}
          onEdit={(edit) => props.onEdits(withEdit(edits, edit))}
        />
      )}
      <Space wrap size={6} className="try-actions">
        <Button size="small" icon={<UndoOutlined />} disabled={!canUndo} onClick={props.onUndo} data-testid="undo-last">
          {t('tryOut.undo')}
        </Button>
        <Button size="small" disabled={!trying} onClick={props.onReset} data-testid="reset-trial">
          {t('tryOut.reset')}
        </Button>
        <Button
          size="small"
          icon={<SwapOutlined />}
          type={compare ? 'primary' : 'default'}
          aria-pressed={compare}
          disabled={!trying && !compare}
          onClick={() => props.onCompare(!compare)}
          data-testid="compare"
        >
          {t('tryOut.compare')}
        </Button>
        <Button
          size="small"
          type="primary"
          icon={<SaveOutlined />}
          disabled={!trying}
          onClick={() => setSaving(true)}
          data-testid="save-trial"
        >
          {t('tryOut.save')}
        </Button>
      </Space>
      <EditList {...props} />
      {whatIf.error !== null && <ProblemAlert error={whatIf.error} />}
      {whatIf.report && trying && <TrialResult whatIf={whatIf.report} known={known} onChoose={props.onChoosePoint} />}
      {saving && <SaveDialog report={report} known={known} edits={edits} onClose={() => setSaving(false)} />}
    </div>
  );
}
