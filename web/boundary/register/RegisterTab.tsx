import type { Geometry } from 'geojson';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import type { DivisionCollection } from '../../api/queries.ts';
import { useView } from '../../app/url-state.ts';
import { ErrorState, Loading } from '../../ui/states.tsx';
import { BoundaryDesk, type Focus } from '../BoundaryDesk.tsx';
import { useBoundaryView, type OpenCard } from '../boundary-view.ts';
import type { Pointed } from '../map/BoundaryMap.tsx';
import { placeOfMarker } from '../places.ts';
import { useLine, useLines, useMarkers } from '../queries.ts';
import { LineCard } from './LineCard.tsx';
import { filterLines, filterMarkers } from './marker-filter.ts';
import { MarkerCard } from './MarkerCard.tsx';
import { RegisterList } from './RegisterList.tsx';

const RecordForm = lazy(() => import('./RecordForm.tsx'));

const none: readonly BoundaryMarkerItem[] = [];

/** Place of the open card, when its record has one. */
function useFocus(card: OpenCard | null, markers: readonly BoundaryMarkerItem[]): Focus | null {
  const [{ asOf }] = useView();
  const line = useLine(card?.type === 'line' ? card.id : '', asOf);
  return useMemo(() => {
    if (card === null) return null;
    const marker = card.type === 'marker' ? markers.find(({ id }) => id === card.id) : undefined;
    const place =
      card.type === 'line' ? (line.data?.geometry as Geometry | undefined) : marker && placeOfMarker(marker);
    return place ? { key: `${card.type}:${card.id}`, place } : null;
  }, [card, markers, line.data]);
}

/** Lines and markers: a table beside the map, and the card of the one chosen. */
export default function RegisterTab({ counties }: { counties: DivisionCollection }) {
  const { t } = useTranslation('boundary');
  const [{ asOf }] = useView();
  const [view, change] = useBoundaryView();
  const lines = useLines(asOf);
  const all = useMarkers(asOf);
  const [creating, setCreating] = useState<'boundaryLine' | 'boundaryMarker' | null>(null);
  const shownMarkers = useMemo(() => filterMarkers(all.data ?? none, view), [all.data, view]);
  const shownLines = useMemo(() => filterLines(lines.data?.items ?? [], view), [lines.data, view]);
  const focus = useFocus(view.card, all.data ?? none);

  const open = (card: OpenCard | null) => change({ card });
  /** Several markers in one cell: each click opens the next. */
  const choose = ({ type, ids }: Pointed) => {
    if (type === 'finding') return;
    const at = view.card?.type === type ? ids.indexOf(view.card.id) : -1;
    open({ type, id: ids[(at + 1) % ids.length]! });
  };

  const failed = lines.isError ? lines : all.isError ? all : null;
  if (failed) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!lines.data || !all.data) return <Loading rows={12} />;
  const { card } = view;
  const marker = card?.type === 'marker' ? all.data.find(({ id }) => id === card.id) : undefined;
  const line = card?.type === 'line' ? lines.data.items.find(({ id }) => id === card.id) : undefined;
  return (
    <>
      <BoundaryDesk
        counties={counties}
        lineIds={null}
        markers={shownMarkers}
        focus={focus}
        onChoose={choose}
        left={
          <RegisterList
            lines={shownLines}
            allLines={lines.data.items}
            markers={shownMarkers}
            total={all.data.length}
            onOpen={open}
            onCreate={setCreating}
          />
        }
        right={
          card === null ? null : (
            <div className="record" key={`${card.type}:${card.id}`} data-record={`${card.type}:${card.id}`}>
              {line && <LineCard line={line} markers={all.data} onClose={() => open(null)} onOpen={open} />}
              {marker && (
                <MarkerCard marker={marker} lines={lines.data.items} onClose={() => open(null)} onOpen={open} />
              )}
              {!line && !marker && <p role="status">{t('card.gone')}</p>}
            </div>
          )
        }
      />
      {creating && (
        <Suspense fallback={null}>
          <RecordForm type={creating} record={null} onClose={() => setCreating(null)} />
        </Suspense>
      )}
    </>
  );
}
