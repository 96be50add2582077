import type { MultiPolygon, Polygon } from 'geojson';
import type { ScenarioChange } from '../../server/scenarios/contract.ts';
import type { AreaLevel, DivisionCollection, DivisionProperties } from '../api/queries.ts';

type DivisionFeature = DivisionCollection['features'][number];

const named = ['code', 'name', 'type', 'parentId', 'centre', 'demo'] as const;

function changedFeature(feature: DivisionFeature, fields: Record<string, unknown>): DivisionFeature {
  const properties = { ...feature.properties };
  for (const key of named) if (key in fields) Object.assign(properties, { [key]: fields[key] });
  const boundary = fields.boundary as Polygon | MultiPolygon | null | undefined;
  return { ...feature, properties, geometry: boundary ?? feature.geometry };
}

function newFeature(id: string, fields: Record<string, unknown>): DivisionFeature[] {
  const boundary = fields.boundary as Polygon | MultiPolygon | null | undefined;
  if (!boundary) return [];
  const properties = Object.fromEntries(named.map((key) => [key, fields[key] ?? null]));
  return [{ type: 'Feature', geometry: boundary, properties: { ...properties, id } as DivisionProperties }];
}

/** Names of the divisions, villages aside, that a scenario makes and that it ends. */
export function divisionsChanged(
  divisions: readonly DivisionCollection[],
  changes: readonly ScenarioChange[],
): { made: string[]; ended: string[] } {
  const names = new Map(
    divisions.flatMap(({ features }) => features.map(({ properties }) => [properties.id, properties.name] as const)),
  );
  const own = changes.filter(({ type }) => type === 'division');
  return {
    made: own.flatMap(({ op, fields }) =>
      op === 'create' && fields?.level !== 'village' ? [fields?.name as string] : [],
    ),
    ended: own.flatMap(({ op, id = '' }) => (op === 'delete' && names.has(id) ? [names.get(id)!] : [])),
  };
}

/** Divisions of a level as a scenario's changes leave them; the same object where it leaves them alone. */
export function divisionsUnder(
  divisions: DivisionCollection,
  level: AreaLevel,
  changes: readonly ScenarioChange[],
): DivisionCollection {
  const byId = new Map(
    changes.flatMap((change) => (change.type === 'division' && change.id ? [[change.id, change]] : [])),
  );
  if (byId.size === 0) return divisions;
  const kept = divisions.features.flatMap((feature) => {
    const change = byId.get(feature.properties.id);
    if (!change) return [feature];
    return change.op === 'delete' ? [] : [changedFeature(feature, change.fields ?? {})];
  });
  const made = [...byId].flatMap(([id, { op, fields = {} }]) =>
    op === 'create' && fields.level === level ? newFeature(id, fields) : [],
  );
  return { type: 'FeatureCollection', features: [...kept, ...made] };
}
