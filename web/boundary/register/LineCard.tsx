import { Button, Tag } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryLineBody, BoundaryLineItem, BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useLanguage, useText } from '../../app/i18n/use-text.ts';
import { useView } from '../../app/url-state.ts';
import { Unknown } from '../../facilities/Unknown.tsx';
import { CloseButton } from '../../ui/CloseButton.tsx';
import { Data } from '../../ui/Data.tsx';
import { formatDate, formatNumber } from '../../ui/format.ts';
import { useBoundaryView, type OpenCard } from '../boundary-view.ts';
import { DemoTag, Facts, Known, SideValue } from '../Fields.tsx';
import { LineSample, StateSign } from '../map/BoundaryLegend.tsx';
import { bodyWithin, downloads, useLine } from '../queries.ts';
import { statesAndUnknown, wordOf } from '../words.ts';
import { RecordActions } from './RecordActions.tsx';

/** The card of a line: sides, lengths, document, sections, tri-points, its markers by state, the next inspection. */
export function LineCard({
  line,
  markers,
  onClose,
  onOpen,
}: {
  line: BoundaryLineItem;
  markers: readonly BoundaryMarkerItem[];
  onClose(): void;
  onOpen(card: OpenCard): void;
}) {
  const { t } = useTranslation('boundary');
  const text = useText();
  const language = useLanguage();
  const [{ asOf }] = useView();
  const [, change] = useBoundaryView();
  const detail = useLine(line.id, asOf).data;
  const idOfNumber = useMemo(() => new Map(markers.map(({ number, id }) => [number, id])), [markers]);
  const km = (value: number | null) => (value === null ? null : t('km', { km: formatNumber(value, language, 2) }));
  const markerLink = (number: string) => {
    const id = idOfNumber.get(number);
    if (id === undefined) return <Data>{number}</Data>;
    return (
      <button type="button" className="link" onClick={() => onOpen({ type: 'marker', id })}>
        <Data>{number}</Data>
      </button>
    );
  };
  return (
    <article data-testid="line-card">
      <header className="record-header">
        <h2>
          <Data>{line.name}</Data>
        </h2>
        <Tag>
          <LineSample level={line.level} /> {text(wordOf('level', line.level))}
        </Tag>
        <DemoTag demo={line.demo} />
        <span className="record-close">
          <CloseButton onClose={onClose} />
        </span>
      </header>
      <RecordActions
        record={{
          type: 'boundaryLine',
          id: line.id,
          // Without the surveyed course at hand nothing is changed, so that none is lost.
          version: detail?.precision === 'surveyed' ? detail.version : null,
          name: line.name,
          body: bodyWithin('boundaryLine', detail ?? line) as BoundaryLineBody,
        }}
        cardHref={(format) => downloads.cards(line.id, format)}
      />
      <Facts
        rows={[
          ['code', t('line.code'), <Known key="" data value={line.code} />],
          ...line.sides.map((side, index): [string, string, React.ReactNode] => [
            `side${index}`,
            t('side.numbered', { number: index + 1 }),
            <SideValue key="" side={side} />,
          ]),
          ['statedLengthKm', t('line.statedLength'), <Known key="" value={km(line.statedLengthKm)} />],
          [
            'computedLengthKm',
            t('line.computedLength'),
            line.computedLengthKm === null ? (
              <>
                <Unknown /> <span className="quiet">{t('line.notDrawn')}</span>
              </>
            ) : (
              km(line.computedLengthKm)
            ),
          ],
          ['adoptedDocument', t('line.document'), <Known key="" data value={line.adoptedDocument} />],
          [
            'adoptedOn',
            t('line.adoptedOn'),
            <Known key="" value={line.adoptedOn && formatDate(line.adoptedOn, language)} />,
          ],
          ['lastInspectionYear', t('line.lastInspection'), <Known key="" value={line.lastInspectionYear} />],
          ['nextInspectionDue', t('line.nextDue'), <Known key="" value={line.nextInspectionDue} />],
          [
            'triPoints',
            t('line.triPoints'),
            line.triPoints.length === 0
              ? t('none')
              : line.triPoints.map(({ name, marker }) => (
                  <div key={name}>
                    <Data>{name}</Data> · {marker === null ? <Unknown /> : markerLink(marker)}
                  </div>
                )),
          ],
          ['asOfDate', t('record.asOfDate'), <Known key="" value={line.asOfDate} />],
          ['sourceDocument', t('record.source'), <Known key="" data value={line.sourceDocument} />],
        ]}
      />
      <h3>{t('line.markersByState', { count: line.markerCount })}</h3>
      <ul className="boundary-states" data-testid="markers-by-state">
        {statesAndUnknown
          .filter(({ id }) => (line.markersByState[id] ?? 0) > 0)
          .map(({ id, label }) => (
            <li key={id} data-state={id} data-count={line.markersByState[id]}>
              <Button
                type="text"
                size="small"
                onClick={() => change({ list: 'markers', lineId: line.id, states: [id] })}
              >
                <StateSign state={id} /> {text(label)} <strong>{line.markersByState[id]}</strong>
              </Button>
            </li>
          ))}
        <li>
          <Button type="link" size="small" onClick={() => change({ list: 'markers', lineId: line.id, states: [] })}>
            {t('line.allMarkers')}
          </Button>
        </li>
      </ul>
      <h3>{t('line.sections')}</h3>
      {line.sections.length === 0 ? (
        <p className="quiet">{t('none')}</p>
      ) : (
        <table className="boundary-table">
          <thead>
            <tr>
              <th>{t('section.name')}</th>
              <th>{t('section.from')}</th>
              <th>{t('section.to')}</th>
              <th>{t('section.custodian')}</th>
            </tr>
          </thead>
          <tbody>
            {line.sections.map(({ name, fromMarker, toMarker, custodian }) => (
              <tr key={name}>
                <td>
                  <Data>{name}</Data>
                </td>
                <td>{markerLink(fromMarker)}</td>
                <td>{markerLink(toMarker)}</td>
                <td>
                  <Data>{custodian}</Data>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        <Button
          size="small"
          onClick={() => change({ tab: 'plan', planLineId: line.id, planMarkerIds: [], card: null })}
        >
          {t('line.planVisits')}
        </Button>
      </p>
    </article>
  );
}
