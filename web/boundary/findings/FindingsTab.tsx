import { InfoCircleFilled, WarningFilled } from '@ant-design/icons';
import { Empty, Select } from 'antd';
import type { Geometry } from 'geojson';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GeometryFinding } from '../../../server/boundary/contract.ts';
import type { DivisionCollection } from '../../api/queries.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { Data } from '../../ui/Data.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Answer } from '../../ui/states.tsx';
import { BoundaryDesk, type Focus } from '../BoundaryDesk.tsx';
import { useBoundaryView } from '../boundary-view.ts';
import type { Pointed } from '../map/BoundaryMap.tsx';
import { useFindings, useLines, useMarkers } from '../queries.ts';

const codes = [
  'offLine',
  'order',
  'spacing',
  'overlap',
  'gap',
  'enclave',
  'length',
  'noPosition',
  'noGeometry',
] as const satisfies readonly GeometryFinding['code'][];

const areas: ReadonlySet<string> = new Set(['overlap', 'gap', 'enclave']);
const none = [] as const;

/** A finding with its place in the whole list, by which the address names it. */
type Numbered = GeometryFinding & { index: number };

/** What does not agree between lines, markers and divisions, each with its place. */
export default function FindingsTab({ counties }: { counties: DivisionCollection }) {
  const [{ asOf }] = useView();
  return (
    <Answer query={useFindings(asOf)} rows={12}>
      {({ items }) => <Findings counties={counties} items={items} />}
    </Answer>
  );
}

function Findings({ counties, items }: { counties: DivisionCollection; items: readonly GeometryFinding[] }) {
  const text = useText();
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const [{ finding: chosen, lineId }, change] = useBoundaryView();
  const [code, setCode] = useState<string | null>(null);
  const markers = useMarkers(asOf).data ?? none;
  const numbered = useMemo(() => items.map((item, index): Numbered => ({ ...item, index })), [items]);
  const shown = useMemo(
    () =>
      numbered.filter((each) => (code === null || each.code === code) && (lineId === null || each.lineId === lineId)),
    [numbered, code, lineId],
  );
  const places = useMemo(
    () =>
      shown.flatMap(({ index, place }) => (place ? [{ id: String(index), place: place as unknown as Geometry }] : [])),
    [shown],
  );
  const focus = useMemo((): Focus | null => {
    const place = chosen === null ? undefined : numbered[chosen]?.place;
    return place ? { key: `finding:${chosen}`, place: place as unknown as Geometry } : null;
  }, [chosen, numbered]);
  const choose = ({ type, ids }: Pointed) => {
    if (type === 'finding') change({ finding: Number(ids[0]) });
    else change({ tab: 'register', list: type === 'line' ? 'lines' : 'markers', card: { type, id: ids[0]! } });
  };
  return (
    <BoundaryDesk
      counties={counties}
      markers={markers}
      findings={places}
      focus={focus}
      findingTip={(id) => {
        const found = numbered[Number(id)];
        return found ? { title: t(`code.${found.code}`), lines: [text(found.message)] } : null;
      }}
      onChoose={choose}
      left={
        <div className="boundary-left">
          <FindingFilters items={items} shown={shown.length} code={code} onCode={setCode} />
          <FindingList items={shown} chosen={chosen} />
        </div>
      }
      right={null}
    />
  );
}

function FindingFilters({
  items,
  shown,
  code,
  onCode,
}: {
  items: readonly GeometryFinding[];
  shown: number;
  code: string | null;
  onCode(code: string | null): void;
}) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [{ lineId }, change] = useBoundaryView();
  const lines = useLines(asOf).data?.items ?? [];
  const count = (each: string) => items.filter((item) => item.code === each).length;
  return (
    <>
      <div className="boundary-head">
        <strong>{t('tab.findings')}</strong>
        <span className="quiet" data-testid="finding-count" data-shown={shown}>
          {t('list.count', { shown: formatNumber(shown, language), total: formatNumber(items.length, language) })}
        </span>
      </div>
      <div className="boundary-filters" role="search">
        <Select
          size="small"
          allowClear
          aria-label={t('finding.kind')}
          placeholder={t('finding.kind')}
          value={code}
          onChange={(next: string | undefined) => onCode(next ?? null)}
          options={codes
            .filter((each) => count(each) > 0)
            .map((each) => ({ value: each, label: `${t(`code.${each}`)} (${count(each)})` }))}
        />
        <Select
          size="small"
          allowClear
          showSearch={{ optionFilterProp: 'title' }}
          aria-label={t('filter.line')}
          placeholder={t('filter.line')}
          value={lineId}
          onChange={(id: string | undefined) => change({ lineId: id ?? null })}
          options={lines.map(({ id, name }) => ({ value: id, title: name, label: <Data>{name}</Data> }))}
        />
      </div>
    </>
  );
}

function FindingList({ items, chosen }: { items: readonly Numbered[]; chosen: number | null }) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const [, change] = useBoundaryView();
  useEffect(() => {
    if (chosen !== null) document.querySelector(`[data-finding="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (items.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('finding.none')} />;
  return (
    <ul className="finding-list" data-testid="findings">
      {items.map(({ index, code, severity, message, measure, place }) => (
        <li key={index}>
          <button
            type="button"
            className={`finding ${index === chosen ? 'row-selected' : ''}`}
            aria-current={index === chosen}
            data-finding={index}
            data-code={code}
            onClick={() => change({ finding: index })}
          >
            <span className={`finding-head finding-${severity}`}>
              {severity === 'warn' ? <WarningFilled aria-hidden /> : <InfoCircleFilled aria-hidden />}{' '}
              {t(`finding.${severity}`)} · {t(`code.${code}`)}
              {measure !== null && (
                <span className="quiet">
                  {' · '}
                  {areas.has(code)
                    ? t('squareMetres', { area: formatNumber(measure, language) })
                    : t('metres', { metres: formatNumber(measure, language, 1) })}
                </span>
              )}
            </span>
            <span data-content="data">{text(message)}</span>
            {place === null && <span className="quiet">{t('finding.noPlace')}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}
