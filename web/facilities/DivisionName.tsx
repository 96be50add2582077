import { useDivision, useDivisions } from '../api/queries.ts';
import { Data } from '../ui/Data.tsx';
import { useAsOf } from './use-as-of.ts';

/** The name of a division; counties and townships come from one cached list each, villages one by one. */
export function DivisionName({ id, level }: { id: string; level?: 'county' | 'township' | 'village' }) {
  if (level === 'village') return <VillageName id={id} />;
  return <ListedName id={id} />;
}

function ListedName({ id }: { id: string }) {
  const asOf = useAsOf();
  const counties = useDivisions('county', asOf);
  const townships = useDivisions('township', asOf);
  const found = [...(counties.data?.items ?? []), ...(townships.data?.items ?? [])].find((d) => d.id === id);
  return <Data>{found?.name ?? (counties.isPending || townships.isPending ? '…' : id)}</Data>;
}

function VillageName({ id }: { id: string }) {
  const village = useDivision(id, useAsOf());
  return <Data>{village.data?.body.name ?? (village.isPending ? '…' : id)}</Data>;
}
