import { centroid } from '@turf/turf';
import { useQuery } from '@tanstack/react-query';
import type { Feature, Geometry } from 'geojson';
import { useMemo } from 'react';
import { parcelKind } from '../../gis-data/catalogue/index.ts';
import type { LandFeatures, LandLayer } from '../../server/siting/contract.ts';
import { api } from '../api/client.ts';
import type { Position } from './geometry-text.ts';
import type { Ask } from './siting-view.ts';

const collection = '/api/v1/land-layers';
const noLayers: readonly LandLayer[] = [];

/** A parcel of the chosen layer. */
export interface Parcel {
  name: string;
  position: Position;
}

export interface Parcels extends Pick<ReadonlyMap<string, Parcel>, 'get'> {
  /** To draw; `id` among the properties. */
  features: readonly Feature[];
}

/** Layers of public land parcels, and the parcels of the one that the question names. */
export function useParcels(ask: Pick<Ask, 'from' | 'layerId'>): { layers: readonly LandLayer[]; parcels: Parcels } {
  const layers = useQuery({
    queryKey: [collection],
    queryFn: ({ signal }) => api<{ items: LandLayer[] }>(collection, { signal }),
  }).data?.items;
  const layerId = ask.from === 'parcels' ? ask.layerId : null;
  const collected = useQuery({
    queryKey: [collection, layerId],
    queryFn: ({ signal }) => api<LandFeatures>(`${collection}/${encodeURIComponent(layerId!)}/features`, { signal }),
    enabled: layerId !== null,
  }).data;
  return {
    layers: useMemo(() => layers?.filter(({ kind }) => kind === parcelKind.id) ?? noLayers, [layers]),
    parcels: useMemo(() => parcelsOf(layerId === null ? undefined : collected), [layerId, collected]),
  };
}

function parcelsOf(collected: LandFeatures | undefined): Parcels {
  const features = (collected?.features ?? []).map(({ id, geometry, properties }): Feature => ({
    type: 'Feature',
    geometry: geometry as unknown as Geometry,
    properties: { id, name: properties.name },
  }));
  const known = new Map(
    features.map((feature): [string, Parcel] => {
      const { id, name } = feature.properties as { id: string; name: string | null };
      const [longitude, latitude] = centroid(feature).geometry.coordinates;
      return [id, { name: name ?? id, position: [longitude!, latitude!] }];
    }),
  );
  return { features, get: (id) => known.get(id) };
}
