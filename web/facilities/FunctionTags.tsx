import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { facilityFunctions, facilityKind } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { useText } from '../app/i18n/use-text.ts';

const labels = new Map<string, { zh: string; en: string }>(facilityFunctions.map((f) => [f.id, f.label]));

/** How many of a kind's functions are offered, not offered and unknown; which ones on hover or focus. */
export function FunctionTags({ facility }: { facility: Pick<FacilityBody, 'kind' | 'functions'> }) {
  const { t } = useTranslation('facilities');
  const text = useText();
  const own = facilityKind(facility.kind).functions;
  if (own.length === 0) return <span>—</span>;
  const valueOf = (id: string) => (facility.functions as Record<string, boolean | null | undefined>)[id] ?? null;
  const groups = [
    { word: t('offered'), ids: own.filter((id) => valueOf(id) === true), className: 'verdict-met' },
    { word: t('notOffered'), ids: own.filter((id) => valueOf(id) === false), className: 'verdict-unmet' },
    { word: t('unknown'), ids: own.filter((id) => valueOf(id) === null), className: 'verdict-insufficient' },
  ].filter((group) => group.ids.length > 0);
  const separator = text({ zh: '、', en: ', ' });
  return (
    <span>
      {groups.map(({ word, ids, className }) => (
        <Tooltip key={word} title={ids.map((id) => text(labels.get(id)!)).join(separator)}>
          <span className={`verdict ${className}`} style={{ marginInlineEnd: 8, whiteSpace: 'nowrap' }}>
            {word} {ids.length}
          </span>
        </Tooltip>
      ))}
    </span>
  );
}
