import type { Geometry } from 'geojson';

/** What a property, a literal or a function stands for. */
export type ValueType = 'string' | 'number' | 'boolean' | 'date' | 'geometry' | 'json';

export const comparisons = ['=', '<>', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof comparisons)[number];

/** Spatial predicates of CQL2 that are answered: those of two geometries in the plane of longitude and latitude. */
export const spatialPredicates = ['S_INTERSECTS', 'S_DISJOINT', 'S_EQUALS', 'S_WITHIN', 'S_CONTAINS'] as const;
export type SpatialPredicate = (typeof spatialPredicates)[number];

/** Temporal predicates of CQL2 (after Allen 1983), each for instants or intervals. */
export const temporalPredicates = [
  'T_AFTER',
  'T_BEFORE',
  'T_CONTAINS',
  'T_DISJOINT',
  'T_DURING',
  'T_EQUALS',
  'T_FINISHEDBY',
  'T_FINISHES',
  'T_INTERSECTS',
  'T_MEETS',
  'T_METBY',
  'T_OVERLAPPEDBY',
  'T_OVERLAPS',
  'T_STARTEDBY',
  'T_STARTS',
] as const;
export type TemporalPredicate = (typeof temporalPredicates)[number];

export type Scalar =
  | { kind: 'property'; name: string; type: ValueType }
  | { kind: 'literal'; value: string | number | boolean; type: ValueType }
  | { kind: 'casei'; of: Scalar; type: 'string' }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*' | '/'; left: Scalar; right: Scalar; type: 'number' };

export type Place = { kind: 'property'; name: string } | { kind: 'literal'; geometry: Geometry };

/** An instant, or an interval whose open end is null. Dates are ISO dates. */
export type Time = { kind: 'instant'; at: Scalar } | { kind: 'interval'; from: Scalar | null; to: Scalar | null };

/** A filter whose names and types have been checked. */
export type Expression =
  | { kind: 'and' | 'or'; parts: readonly Expression[] }
  | { kind: 'not'; of: Expression }
  | { kind: 'truth'; of: Scalar }
  | { kind: 'compare'; operator: Comparison; left: Scalar; right: Scalar }
  | { kind: 'like'; value: Scalar; pattern: Scalar }
  | { kind: 'between'; value: Scalar; low: Scalar; high: Scalar }
  | { kind: 'in'; value: Scalar; list: readonly Scalar[] }
  | { kind: 'isNull'; of: Scalar | Place }
  | { kind: 'spatial'; predicate: SpatialPredicate; left: Place; right: Place }
  | { kind: 'temporal'; predicate: TemporalPredicate; left: Time; right: Time };
