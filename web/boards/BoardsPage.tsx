import { DatePicker, Segmented, Select } from 'antd';
import dayjs from 'dayjs';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EquityReport } from '../../server/coverage/contract.ts';
import type { BoardColumn, BoardReport, IndicatorReport } from '../../server/indicators/contract.ts';
import {
  useDivisionGeometry,
  useDivisions,
  useIndicators,
  useTrend,
  type AreaLevel,
  type DivisionCollection,
} from '../api/queries.ts';
import { useView } from '../app/url-state.ts';
import { inPlanOrder } from '../indicators/Board.tsx';
import { trendDates } from '../indicators/trend-dates.ts';
import { Answer } from '../ui/states.tsx';
import { BoardMap } from './BoardMap.tsx';
import './boards.css';
import { distributionPlot } from './distribution-plot.ts';
import { heatPlot } from './heat-plot.ts';
import { lorenzPlot } from './lorenz-plot.ts';
import { timesByCounty, trendByCounty } from './multiples-plot.ts';
import { PlotCard } from './PlotCard.tsx';
import { useWords, type Provenance } from './plot.ts';
import { useAreaTrend, useBoard, useDistribution, useEnteredPeriods, useEquity } from './queries.ts';
import { rankingPlot } from './ranking-plot.ts';
import { placesOf, useAreaSelection, type AreaSelection } from './selection.ts';
import { SelectionBar } from './SelectionBar.tsx';
import { areaSeries, citySeries } from './time-series.ts';
import { trendPlot } from './trend-plot.ts';

/** Dates of one question to the trend; the server takes no more. */
const mostDates = 24;
const nothing: readonly never[] = [];

interface CardProps {
  selection: AreaSelection;
}

function HeatCard({ board, selection }: CardProps & { board: BoardReport }) {
  const words = useWords();
  const plot = useMemo(() => heatPlot(board, selection, words), [board, selection, words]);
  return <PlotCard plot={plot} selection={selection} className="plot-wide" />;
}

function RankingCard({ board, column, selection }: CardProps & { board: BoardReport; column: BoardColumn }) {
  const words = useWords();
  const plot = useMemo(() => rankingPlot(board, column, selection, words), [board, column, selection, words]);
  return <PlotCard plot={plot} selection={selection} />;
}

/** The indicator over time, for the city and the chosen areas, with the entered periods where it is entered. */
function TrendCard({
  column,
  dates,
  provenance,
  selection,
}: CardProps & { column: BoardColumn; dates: readonly string[]; provenance: Provenance }) {
  const { t } = useTranslation('boards');
  const words = useWords();
  const [{ asOf }] = useView();
  const cityId = useDivisions('city', asOf).data?.items[0]?.id ?? '';
  const trend = useTrend(dates);
  const some = (level: AreaLevel) => selection.places.some((place) => place.level === level);
  const counties = useAreaTrend(column.id, 'county', dates, some('county')).data;
  const townships = useAreaTrend(column.id, 'township', dates, some('township')).data;
  const entered = useEnteredPeriods(column.id, cityId, asOf, column.source === 'entered' && cityId !== '').data;
  const plot = useMemo(() => {
    if (!trend.data) return null;
    const areas = [counties, townships].flatMap((each) => (each?.indicatorId === column.id ? areaSeries(each) : []));
    const city = citySeries(cityId, t('trend.city'), trend.data, column.id);
    const periods = entered?.items.find((item) => item.indicatorId === column.id)?.periods ?? nothing;
    return trendPlot(column, city, areas, [...periods], provenance, selection, words);
  }, [trend.data, counties, townships, entered, column, cityId, t, provenance, selection, words]);
  return <Answer query={trend}>{() => plot && <PlotCard plot={plot} selection={selection} />}</Answer>;
}

function DistributionCard({ selection }: CardProps) {
  const words = useWords();
  const [{ asOf }] = useView();
  const query = useDistribution(asOf);
  const plot = useMemo(
    () => query.data && distributionPlot(query.data, selection, words),
    [query.data, selection, words],
  );
  return <Answer query={query}>{() => plot && <PlotCard plot={plot} selection={selection} />}</Answer>;
}

const measures: readonly EquityReport['measure'][] = ['2sfca', 'e2sfca', 'minutes'];

function LorenzCard({ selection }: CardProps) {
  const { t } = useTranslation('boards');
  const words = useWords();
  const [{ asOf }] = useView();
  const [measure, setMeasure] = useState<EquityReport['measure']>('2sfca');
  const query = useEquity(measure, asOf);
  const plot = useMemo(() => query.data && lorenzPlot(query.data, selection, words), [query.data, selection, words]);
  const controls = (
    <Segmented
      size="small"
      aria-label={t('lorenz.measure')}
      value={measure}
      onChange={setMeasure}
      options={measures.map((value) => ({
        value,
        label: value === 'minutes' ? t('lorenz.minutes') : value.toUpperCase(),
      }))}
    />
  );
  return (
    <Answer query={query}>{() => plot && <PlotCard plot={plot} selection={selection} controls={controls} />}</Answer>
  );
}

type Multiple = 'times' | 'trend';

function MultiplesCard({
  column,
  dates,
  provenance,
  selection,
}: CardProps & { column: BoardColumn; dates: readonly string[]; provenance: Provenance }) {
  const { t } = useTranslation('boards');
  const words = useWords();
  const [{ asOf }] = useView();
  const [shows, setShows] = useState<Multiple>('times');
  const times = useDistribution(asOf);
  const trend = useAreaTrend(column.id, 'county', dates, shows === 'trend');
  const plot = useMemo(() => {
    if (shows === 'times') return times.data && timesByCounty(times.data, selection, words);
    return trend.data && trendByCounty(column, areaSeries(trend.data), provenance, selection, words);
  }, [shows, times.data, trend.data, column, provenance, selection, words]);
  const controls = (
    <Segmented<Multiple>
      size="small"
      aria-label={t('multiples.title')}
      value={shows}
      onChange={setShows}
      options={[
        { value: 'times', label: t('multiples.times') },
        { value: 'trend', label: t('multiples.trend') },
      ]}
    />
  );
  return (
    <Answer<unknown> query={shows === 'times' ? times : trend}>
      {() => plot && <PlotCard plot={plot} selection={selection} controls={controls} className="plot-wide" />}
    </Answer>
  );
}

/** Which indicator, level and dates the charts are of. */
function Controls({
  report,
  column,
  level,
  dates,
  onDates,
}: {
  report: IndicatorReport;
  column: BoardColumn;
  level: AreaLevel;
  dates: readonly string[];
  onDates(dates: readonly string[] | null): void;
}) {
  const { t } = useTranslation('boards');
  const { text } = useWords();
  const [, change] = useView();
  return (
    <div className="boards-controls">
      <Select
        className="boards-indicator"
        aria-label={t('indicator')}
        showSearch={{ optionFilterProp: 'label' }}
        value={column.id}
        onChange={(indicatorId) => change({ indicatorId })}
        options={inPlanOrder(report.results).map(({ id, planNumber, name }) => ({
          value: id,
          label: planNumber === null ? text(name) : `${planNumber} ${text(name)}`,
        }))}
      />
      <Segmented<AreaLevel>
        aria-label={t('level')}
        value={level}
        onChange={(next) => change({ level: next })}
        options={[
          { value: 'county', label: t('county') },
          { value: 'township', label: t('township') },
        ]}
      />
      <DatePicker
        multiple
        className="boards-dates"
        aria-label={t('trend.dates')}
        placeholder={t('trend.dates')}
        maxTagCount="responsive"
        maxDate={dayjs(report.asOf)}
        value={dates.map((date) => dayjs(date))}
        onChange={(chosen) => {
          const next = [chosen].flat().flatMap((date) => date?.format('YYYY-MM-DD') ?? []);
          onDates(next.length === 0 ? null : next.sort().slice(-mostDates));
        }}
      />
    </div>
  );
}

function Desk({
  board,
  report,
  counties,
}: {
  board: BoardReport;
  report: IndicatorReport;
  counties: DivisionCollection;
}) {
  const { t } = useTranslation('boards');
  const [{ asOf, indicatorId }] = useView();
  const townships = useDivisionGeometry('township', asOf).data;
  const places = useMemo(() => placesOf(counties, townships), [counties, townships]);
  const selection = useAreaSelection(places);
  const [chosenDates, setChosenDates] = useState<readonly string[] | null>(null);
  const dates = useMemo(() => chosenDates ?? trendDates(report.asOf), [chosenDates, report.asOf]);
  const column = board.indicators.find(({ id }) => id === indicatorId) ?? board.indicators[0]!;
  const indicator = report.results.find(({ id }) => id === column.id)!;
  const provenance = useMemo(
    () => ({ snapshot: board.snapshot, asOf: board.asOf, demo: column.demo }),
    [board, column.demo],
  );
  const level: AreaLevel = board.level === 'county' ? 'county' : 'township';
  const ofIndicator = { column, dates, provenance, selection };
  return (
    <div className="boards" data-level={board.level} data-indicator={column.id}>
      <div className="boards-side">
        <Controls report={report} column={column} level={level} dates={dates} onDates={setChosenDates} />
        <SelectionBar selection={selection} />
        <BoardMap {...{ board, indicator, counties, townships, places, selection }} />
        <p className="quiet boards-map-help">{t('mapHelp')}</p>
      </div>
      <div className="boards-plots">
        <HeatCard board={board} selection={selection} />
        <RankingCard board={board} column={column} selection={selection} />
        <TrendCard {...ofIndicator} />
        <DistributionCard selection={selection} />
        <LorenzCard selection={selection} />
        <MultiplesCard {...ofIndicator} />
      </div>
    </div>
  );
}

/** Charts of the indicators and of access beside the map; what is chosen in one is chosen in all. */
export default function BoardsPage() {
  const [{ asOf, level }] = useView();
  const counties = useDivisionGeometry('county', asOf);
  const report = useIndicators(asOf);
  return (
    <Answer query={useBoard(level, asOf)} rows={16}>
      {(board) => (
        <Answer query={report} rows={16}>
          {(results) => (
            <Answer query={counties} rows={16}>
              {(outlines) => <Desk board={board} report={results} counties={outlines} />}
            </Answer>
          )}
        </Answer>
      )}
    </Answer>
  );
}
