import { markerMaterials, markerStates } from '../../../gis-data/catalogue/boundaries.ts';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useWords } from '../app/words.ts';

/** What the register says of a marker, for whoever stands before it. What is unknown is said to be. */
export function MarkerCard({ marker, way }: { marker: BoundaryMarkerItem; way: string | null }) {
  const { t, word } = useWords();
  const unknown = t('marker.unknown');
  const labelOf = (words: readonly { id: string; label: { zh: string; en: string } }[], id: string | null) => {
    const found = words.find((each) => each.id === id);
    return found ? word(found.label) : unknown;
  };
  const { position, sigmaM, heightM } = marker;
  return (
    <article className="card marker-card">
      <h2>
        {marker.number}
        {marker.demo && <em className="demo-tag">{t('demo')}</em>}
      </h2>
      {way && <p className="way">{way}</p>}
      <dl>
        <dt>{t('marker.state')}</dt>
        <dd>{labelOf(markerStates, marker.state)}</dd>
        <dt>{t('marker.position')}</dt>
        <dd>{position ? `${position.coordinates[0]!.toFixed(7)}, ${position.coordinates[1]!.toFixed(7)}` : unknown}</dd>
        <dt>{t('marker.sigma')}</dt>
        <dd>{sigmaM === null ? unknown : `${sigmaM} m`}</dd>
        <dt>{t('marker.height')}</dt>
        <dd>{heightM === null ? unknown : `${heightM.toFixed(1)} m`}</dd>
        <dt>{t('marker.setOn')}</dt>
        <dd>{marker.setOn ?? unknown}</dd>
        <dt>{t('marker.material')}</dt>
        <dd>{labelOf(markerMaterials, marker.material)}</dd>
        <dt>{t('marker.sides')}</dt>
        <dd>
          {marker.sides.map(({ name }) => (
            <span key={name}>{name}</span>
          ))}
        </dd>
        <dt>{t('marker.references')}</dt>
        <dd>
          {marker.references.length === 0 && unknown}
          {marker.references.map(({ name, azimuthDeg, distanceM }) => (
            <span key={name}>
              {azimuthDeg === null || distanceM === null
                ? name
                : t('marker.reference', { name, azimuth: azimuthDeg.toFixed(1), distance: distanceM.toFixed(1) })}
            </span>
          ))}
        </dd>
      </dl>
    </article>
  );
}
