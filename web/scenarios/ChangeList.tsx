import { AimOutlined, DeleteOutlined } from '@ant-design/icons';
import { distance } from '@turf/turf';
import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { facilityKind, facilityStatuses } from '../../gis-data/catalogue/index.ts';
import type { Effect } from '../../server/registry/contract.ts';
import type { ScenarioChange, ScenarioDetail } from '../../server/scenarios/contract.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import { FacilityName } from '../changes/ChangeSetDetails.tsx';
import { OpTag } from '../changes/Effects.tsx';
import { ProblemAlert } from '../changes/ProblemAlert.tsx';
import { fieldFinder } from '../changes/record-fields.ts';
import { differences, flatten, type Difference } from '../facilities/body-changes.ts';
import { Differences } from '../facilities/Differences.tsx';
import { FieldValue } from '../facilities/FieldValue.tsx';
import { Data } from '../ui/Data.tsx';
import { formatNumber } from '../ui/format.ts';
import { EmptyState } from '../ui/states.tsx';
import { removeChange, useScenarioWrite } from './queries.ts';

/** Fields that only say how another of the same change is to be read. */
const accompanying = new Set(['sourceCrs', 'accuracyM', 'statusSince']);

interface PointBody {
  coordinates: [number, number];
}

function useDistance(): (from: PointBody, to: PointBody) => string {
  const language = useLanguage();
  return (from, to) => {
    const metres = distance(from.coordinates, to.coordinates, { units: 'meters' });
    return metres < 1000
      ? `${formatNumber(metres, language)} m`
      : `${formatNumber(metres / 1000, language, metres < 10_000 ? 1 : 0)} km`;
  };
}

/** One changed field in words. */
function FieldWords({ type, difference }: { type: Effect['type']; difference: Difference }) {
  const { t } = useTranslation('scenarios');
  const text = useText();
  const distanceText = useDistance();
  const { path, before, after } = difference;
  const field = fieldFinder(type)(path);
  if (path === 'entrance') {
    if (after === null) return <>{t('changes.unlocated')}</>;
    if (before === null) return <>{t('changes.located')}</>;
    return <>{t('changes.moved', { distance: distanceText(before as PointBody, after as PointBody) })}</>;
  }
  const name = text(field?.definition.label ?? path);
  if (field?.display === 'function') {
    if (after === null) return <>{t('changes.functionUnknown', { name })}</>;
    return <>{after ? t('changes.functionAdded', { name }) : t('changes.functionRemoved', { name })}</>;
  }
  if (!field) return <>{name}</>;
  return (
    <>
      {name} <FieldValue field={field} value={before} /> → <FieldValue field={field} value={after} />
    </>
  );
}

const statusName = (id: unknown) => facilityStatuses.find((status) => status.id === id)?.label;

/** What a change does to its record, in words. */
function EffectWords({ effect }: { effect: Effect }) {
  const { t } = useTranslation(['scenarios', 'changes']);
  const text = useText();
  if (effect.op === 'create') {
    const kind = effect.type === 'facility' ? facilityKind(String(effect.after?.kind)).label : null;
    if (kind) return <>{t('changes.built', { kind: text(kind) })}</>;
    return <>{t('changes.created', { type: t(`changes:type_${effect.type}`) })}</>;
  }
  if (effect.op === 'delete') return <>{t('changes.ended')}</>;
  if (effect.op === 'unchanged') return <>{t('changes.unchanged')}</>;
  const told = differences(effect.before, effect.after);
  const shown = told.filter(({ path }) => !accompanying.has(path));
  const status = told.find(({ path }) => path === 'status');
  const separator = text({ zh: ';', en: '; ' });
  const parts: ReactNode[] = (shown.length > 0 ? shown : told).map((difference) =>
    difference === status && statusName(difference.after) ? (
      <strong>{text(statusName(difference.after)!)}</strong>
    ) : (
      <FieldWords type={effect.type} difference={difference} />
    ),
  );
  return (
    <>
      {parts.map((part, index) => (
        <span key={index}>
          {index > 0 && separator}
          {part}
        </span>
      ))}
    </>
  );
}

/** A change as it is kept, where it cannot be worked out against the registry. */
function KeptFields({ change }: { change: ScenarioChange }) {
  const rows = [...flatten(change.fields ?? {})].map(([path, after]) => ({ path, before: undefined, after }));
  return <Differences rows={rows} find={fieldFinder(change.type)} afterOnly />;
}

interface ListedChange {
  change: ScenarioChange;
  effect: Effect | undefined;
}

/** What the changed record is called; where its effect cannot be worked out, by the registry. */
function ChangeName({ change, known, pending }: { change: ScenarioChange; known: string | null; pending: boolean }) {
  if (known !== null) return <Data>{known}</Data>;
  if (pending || !change.id) return <>…</>;
  return change.type === 'facility' ? <FacilityName id={change.id} /> : <Data>{change.id}</Data>;
}

function ChangeItem({
  listed: { change, effect },
  pending,
  editable,
  onShow,
  onRemove,
}: {
  listed: ListedChange;
  /** Whether the effect is still on its way. */
  pending: boolean;
  editable: boolean;
  onShow: (() => void) | null;
  onRemove(): void;
}) {
  const { t } = useTranslation('scenarios');
  const [open, setOpen] = useState(false);
  const ownName = typeof change.fields?.name === 'string' ? change.fields.name : null;
  const label = effect?.label ?? ownName;
  const hasDetails = change.op !== 'delete';
  return (
    <li className="change-item" data-change={`${change.type}:${change.op}`} data-record={change.id}>
      <div className="change-head">
        <OpTag op={change.op} />
        <strong>
          <ChangeName change={change} known={label} pending={pending} />
        </strong>
        <span className="change-buttons">
          {onShow && (
            <Button
              type="text"
              size="small"
              icon={<AimOutlined />}
              aria-label={t('changes.showOnMap')}
              title={t('changes.showOnMap')}
              onClick={onShow}
            />
          )}
          {editable && (
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t('changes.remove')}
              title={t('changes.remove')}
              onClick={onRemove}
            />
          )}
        </span>
      </div>
      {effect && (
        <div className="change-words">
          <EffectWords effect={effect} />
        </div>
      )}
      {hasDetails && (
        <button type="button" className="link quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('changes.details')}
        </button>
      )}
      {open &&
        (effect ? (
          <Differences rows={differences(effect.before, effect.after)} find={fieldFinder(effect.type)} />
        ) : (
          <KeptFields change={change} />
        ))}
    </li>
  );
}

const firstShown = 40;

/** What a scenario changes, in plain words, each with the way to take it out. */
export function ChangeList({
  scenario,
  effects,
  pending,
  editable,
  onShow,
}: {
  scenario: ScenarioDetail;
  /** Of the scenario's preview; absent while it is worked out or where it cannot be. */
  effects: readonly Effect[] | undefined;
  pending: boolean;
  editable: boolean;
  onShow(facilityId: string): void;
}) {
  const { t } = useTranslation('scenarios');
  const { message } = App.useApp();
  const remove = useScenarioWrite(removeChange);
  const [all, setAll] = useState(false);
  const byRecord = new Map(effects?.map((effect) => [`${effect.type}/${effect.id}`, effect]));
  const { changes } = scenario;
  const shown = all ? changes : changes.slice(0, firstShown);
  return (
    <section aria-label={t('changes.title')} className="change-list" data-testid="changes" data-count={changes.length}>
      <h4>
        {t('changes.title')} <span className="quiet">{changes.length}</span>
      </h4>
      {remove.error && <ProblemAlert error={remove.error} />}
      {changes.length === 0 && <EmptyState text={t('changes.empty')} />}
      <ul>
        {shown.map((change) => (
          <ChangeItem
            key={`${change.type}/${change.id}`}
            listed={{ change, effect: byRecord.get(`${change.type}/${change.id}`) }}
            pending={pending}
            editable={editable}
            onShow={change.type === 'facility' && change.id ? () => onShow(change.id!) : null}
            onRemove={() =>
              remove.mutate(
                { id: scenario.id, type: change.type, recordId: change.id! },
                { onSuccess: () => void message.success(t('changes.removed')) },
              )
            }
          />
        ))}
      </ul>
      {shown.length < changes.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t('changes.more', { count: changes.length - shown.length })}
        </Button>
      )}
    </section>
  );
}
