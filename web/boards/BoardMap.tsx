import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardReport, IndicatorResult } from '../../server/indicators/contract.ts';
import { useAreas, useBasemap, type DivisionCollection } from '../api/queries.ts';
import { useLanguage } from '../app/i18n/use-text.ts';
import { useView, type Camera } from '../app/url-state.ts';
import { choropleth, suitableMode } from '../map/layers/choropleth.ts';
import { Legend } from '../map/Legend.tsx';
import { MapView } from '../map/MapView.tsx';
import { figureInWords, figuresOf } from './figures.ts';
import { useWords } from './plot.ts';
import type { AreaSelection, Place } from './selection.ts';

/** The chosen indicator on the map, with the areas that are chosen in the charts. */
export function BoardMap({
  board,
  indicator,
  counties,
  townships,
  places,
  selection,
}: {
  board: BoardReport;
  indicator: IndicatorResult;
  counties: DivisionCollection;
  townships: DivisionCollection | undefined;
  places: ReadonlyMap<string, Place>;
  selection: AreaSelection;
}) {
  const { t } = useTranslation('boards');
  const words = useWords();
  const language = useLanguage();
  const basemap = useBasemap();
  const [view] = useView();
  const [camera, setCamera] = useState<Camera | null>(view.camera);
  const column = board.indicators.find(({ id }) => id === indicator.id)!;
  const level = board.level === 'county' ? 'county' : 'township';
  const mode = view.mode ?? suitableMode(indicator.id, level);
  const figures = useMemo(
    () => new Map(figuresOf(board, column).map((figure) => [figure.divisionId, figure])),
    [board, column],
  );
  const areas = useAreas(indicator.id, level, view.asOf).data;
  const shown = useMemo(() => (areas ? choropleth(areas, mode) : null), [areas, mode]);
  const onCamera = useCallback((next: Camera) => setCamera(next), []);
  return (
    <section className="board-map" aria-label={t('map')}>
      {!basemap.isPending && (
        <MapView
          // Controls of the map carry texts that it takes only when it is made.
          key={language}
          counties={counties}
          townships={townships}
          facilities={undefined}
          choropleth={shown}
          level={level}
          selection={null}
          selectedDivisions={selection.ids}
          selectedPosition={null}
          camera={camera}
          basemap={basemap.data?.basemap ?? null}
          onCamera={onCamera}
          onBox={({ west, south, east, north }) => {
            const inside = ({ centre }: Place) =>
              centre && centre[0] >= west && centre[0] <= east && centre[1] >= south && centre[1] <= north;
            selection.choose(
              [...places.values()].filter((place) => place.level === level && inside(place)).map(({ id }) => id),
            );
          }}
          onSelect={({ id }) => selection.toggle(id)}
          tooltip={({ id }) => {
            const place = places.get(id);
            const figure = figures.get(id);
            if (!place) return null;
            return { title: place.name, lines: figure ? [figureInWords(figure, column.unit, words)] : [] };
          }}
          onReady={() => undefined}
        />
      )}
      <Legend indicator={indicator} choropleth={shown} mode={mode} />
    </section>
  );
}
