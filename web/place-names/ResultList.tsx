import { Button, Checkbox, Input, Select, Tag } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { placeNameCategoryLabel, placeNameClasses } from '../../gis-data/catalogue/index.ts';
import type { NamedDivision, PlaceNameHit } from '../../server/place-names/contract.ts';
import { useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import { EmptyState } from '../ui/states.tsx';
import type { NameView } from './name-view.ts';

/** How long after the last key a search is asked, milliseconds. */
const typingPauseMs = 180;

/** The text that is searched for, and what narrows the search. */
export function SearchInputs({ view, onChange }: { view: NameView; onChange(patch: Partial<NameView>): void }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  const [typed, setTyped] = useState(view.q);
  useEffect(() => setTyped(view.q), [view.q]);
  useEffect(() => {
    if (typed === view.q) return;
    const timer = setTimeout(() => onChange({ q: typed, ...(view.here ? { here: null } : {}) }), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, view.q, view.here, onChange]);
  return (
    <div className="name-search">
      <Input.Search
        allowClear
        autoFocus
        size="large"
        value={typed}
        aria-label={t('search.label')}
        placeholder={t('search.placeholder')}
        maxLength={100}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="name-filters">
        <Select
          allowClear
          aria-label={t('search.class')}
          placeholder={t('search.anyClass')}
          value={view.classId ?? undefined}
          onChange={(classId: string | undefined) => onChange({ classId: classId ?? null })}
          options={placeNameClasses.map(({ id, label }) => ({ value: id, label: text(label) }))}
        />
        <Checkbox checked={view.inView} onChange={(event) => onChange({ inView: event.target.checked })}>
          {t('search.inView')}
        </Checkbox>
      </div>
    </div>
  );
}

/** A division of a result; on a day before the register it is said that the name is a later one. */
export function DivisionOf({ division, missing }: { division: NamedDivision | null; missing: ReactNode }) {
  const { t } = useTranslation('placeNames');
  if (division === null) return <span className="quiet">{missing}</span>;
  return (
    <>
      <Data>{division.name}</Data>
      {!division.onRecord && <span className="quiet"> ({t('notOnRecord')})</span>}
    </>
  );
}

function Hit({ hit, chosen, onOpen }: { hit: PlaceNameHit; chosen: boolean; onOpen(id: string): void }) {
  const { t } = useTranslation('placeNames');
  const text = useText();
  return (
    <li>
      <Button
        type="text"
        className="name-hit"
        data-testid="name-hit"
        data-name={hit.name}
        data-how={hit.reason.how}
        aria-pressed={chosen}
        onClick={() => onOpen(hit.id)}
      >
        <span className="name-hit-title">
          <Data>{hit.name}</Data>
          {hit.pinyin !== null && (
            <span className="quiet">
              <Data>{hit.pinyin}</Data>
            </span>
          )}
        </span>
        <span className="name-hit-place">
          <DivisionOf division={hit.county} missing={t('noTownship')} /> ·{' '}
          <DivisionOf division={hit.township} missing={t('noTownship')} />
        </span>
        {hit.currentName !== hit.name && (
          <span className="name-hit-now">
            {t('search.now')} <Data>{hit.currentName}</Data>
          </span>
        )}
        <span className="name-hit-reason">
          <Tag>{text(placeNameCategoryLabel(hit.category))}</Tag>
          <span className="quiet">
            {hit.reason.kind === 'standard' ? text(hit.reason.text) : <Data>{text(hit.reason.text)}</Data>}
          </span>
        </span>
      </Button>
    </li>
  );
}

/** Found names, the best first, each with county, township and the reason. */
export function ResultList({
  items,
  total,
  nameId,
  onOpen,
}: {
  items: readonly PlaceNameHit[];
  total: number;
  nameId: string | null;
  onOpen(id: string): void;
}) {
  const { t } = useTranslation('placeNames');
  if (items.length === 0) return <EmptyState text={t('search.none')} />;
  return (
    <>
      <p className="quiet name-count" aria-live="polite">
        {t('search.total', { count: total })}
        {total > items.length && <> · {t('search.more', { count: items.length })}</>}
      </p>
      <ol className="name-hits" data-testid="name-hits">
        {items.map((hit) => (
          <Hit key={hit.id} hit={hit} chosen={hit.id === nameId} onOpen={onOpen} />
        ))}
      </ol>
    </>
  );
}
