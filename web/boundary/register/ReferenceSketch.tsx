import { useTranslation } from 'react-i18next';
import type { BoundaryMarkerItem } from '../../../server/boundary/contract.ts';
import { useLanguage } from '../../app/i18n/use-text.ts';
import { formatNumber } from '../../ui/format.ts';

const size = 260;
const middle = size / 2;
const radius = 92;

/**
 * Where reference objects lie around a marker, in the sketch's pixels: north is up, and distances are to one scale, so
 * that the furthest lies on the edge.
 */
export function sketchPoints(references: readonly { azimuthDeg: number; distanceM: number }[]): [number, number][] {
  const furthest = Math.max(...references.map(({ distanceM }) => distanceM));
  return references.map(({ azimuthDeg, distanceM }) => {
    const angle = (azimuthDeg * Math.PI) / 180;
    const length = (radius * distanceM) / furthest;
    return [middle + length * Math.sin(angle), middle - length * Math.cos(angle)];
  });
}

/** The lie of a marker's reference objects around it; of those whose azimuth and distance the reader may see. */
export function ReferenceSketch({ references: all }: { references: BoundaryMarkerItem['references'] }) {
  const { t } = useTranslation('boundary');
  const language = useLanguage();
  const references = all.flatMap(({ name, azimuthDeg, distanceM }, index) =>
    azimuthDeg === null || distanceM === null ? [] : [{ name, azimuthDeg, distanceM, number: index + 1 }],
  );
  if (references.length === 0) return null;
  const points = sketchPoints(references);
  const furthest = Math.max(...references.map(({ distanceM }) => distanceM));
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      className="reference-sketch"
      role="img"
      aria-label={t('reference.sketch')}
      data-testid="reference-sketch"
    >
      <circle cx={middle} cy={middle} r={radius} className="sketch-ring" />
      <text x={middle + radius} y={middle + 14} className="sketch-scale" textAnchor="end">
        {t('metres', { metres: formatNumber(furthest, language, 1) })}
      </text>
      <path d={`M${middle} 6 l5 12 h-10 z`} className="sketch-north" />
      <text x={middle + 9} y={17} className="sketch-north-label">
        {t('reference.north')}
      </text>
      {points.map(([x, y], index) => {
        const { name, number } = references[index]!;
        const right = x >= middle;
        return (
          <g key={index}>
            <line x1={middle} y1={middle} x2={x} y2={y} className="sketch-ray" />
            <circle cx={x} cy={y} r="4" className="sketch-object" />
            <text
              x={Math.min(Math.max(x, 30), size - 30)}
              y={y < middle ? y - 8 : y + 16}
              textAnchor={Math.abs(x - middle) < 30 ? 'middle' : right ? 'end' : 'start'}
              lang="zh-CN"
              data-content="data"
            >
              {number} {name.length > 8 ? `${name.slice(0, 7)}…` : name}
            </text>
          </g>
        );
      })}
      <rect x={middle - 5} y={middle - 5} width="10" height="10" className="sketch-marker" />
    </svg>
  );
}
