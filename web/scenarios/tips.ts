import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import type { ScenarioFacility } from '../../server/scenarios/contract.ts';
import type { DivisionCollection, FacilityPointCollection } from '../api/queries.ts';
import { useLanguage, useText } from '../app/i18n/use-text.ts';
import type { Choropleth } from '../map/layers/choropleth.ts';
import type { Tip } from '../map/tooltip.ts';
import { formatFigure, formatRange, unitSuffix } from '../ui/format.ts';
import type { Pointed } from './map/ScenarioMap.tsx';

export interface OnMap {
  facilities: readonly ScenarioFacility[];
  registered: FacilityPointCollection | undefined;
  divisions: DivisionCollection | undefined;
  choropleth: Choropleth | null;
  unit: string;
}

/** What is said of a thing on a scenario's map. */
export function useTips(): (pointed: Pointed, on: OnMap) => Tip | null {
  const { t } = useTranslation(['scenarios', 'indicators']);
  const text = useText();
  const language = useLanguage();
  const facilityTip = (id: string, { facilities, registered }: OnMap): Tip | null => {
    const touched = facilities.find((facility) => facility.id === id);
    if (touched)
      return {
        title: touched.name,
        lines: [text(facilityKind(touched.kind).label), t(`compare.change.${touched.change}`)],
      };
    const found = registered?.features.find(({ properties }) => properties.id === id)?.properties;
    return found ? { title: found.name, lines: [text(facilityKind(found.kind).label)] } : null;
  };
  const divisionTip = (id: string, { divisions, choropleth, unit }: OnMap): Tip | null => {
    const found = divisions?.features.find(({ properties }) => properties.id === id)?.properties;
    if (!found) return null;
    const area = choropleth?.areas.get(id);
    if (!area || area.units === 0) return { title: found.name, lines: [] };
    const areaClass = choropleth!.classes.get(id)?.type;
    const state = areaClass === 'new' || areaClass === 'ended' ? [t(`compare.${areaClass}Division`)] : [];
    const range = formatRange(area, unit, language);
    const figure = area.value === null ? null : formatFigure(area.value, unit, language);
    return {
      title: found.name,
      lines: [
        state,
        [figure ?? (range === null ? t('compare.unknown') : range + unitSuffix(unit, language))],
        area.target ? [t(`indicators:verdict.${area.verdict}`)] : [],
      ].flat(),
    };
  };
  return ({ type, id }, on) => (type === 'facility' ? facilityTip(id, on) : divisionTip(id, on));
}
