import { useTranslation } from 'react-i18next';
import { facilityKind } from '../../gis-data/catalogue/index.ts';
import { useText } from '../app/i18n/use-text.ts';
import { Data } from '../ui/Data.tsx';
import type { KnownFacility } from './known-facilities.ts';

/** A facility's name; one that was added here is called by its kind. */
export function FacilityName({ facility }: { facility: KnownFacility | undefined }) {
  const { t } = useTranslation('coverage');
  const text = useText();
  if (!facility) return <>—</>;
  if (facility.name !== null) return <Data>{facility.name}</Data>;
  return <>{t('tryOut.newOf', { kind: text(facilityKind(facility.kind).label) })}</>;
}
