import * as turf from '@turf/turf';
import { facilityKindIndex, type FacilityKindId, type FacilityStatusId } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { toPlane, toPosition, type Position } from './plane.ts';
import type { Place } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';
import {
  countyFrom,
  countyId,
  demoSource,
  townshipId,
  villageId,
  type SeedRecord,
  type SeedUpdate,
} from './records.ts';

export type FacilityRecord = SeedRecord<FacilityBody>;

export interface FacilityDraft {
  kind: FacilityKindId;
  name: string;
  place: Place;
  /** Day on which the facility opened, or its project was entered. */
  since: string;
  /** Default: operating. */
  status?: FacilityStatusId | null;
  functions?: FacilityBody['functions'];
  attributes?: Record<string, unknown>;
  level: 'city' | 'county' | 'township' | 'village';
}

/** Day up to which the invented register was kept. */
const keptUpTo = '2025-12-31';
const unlocatedShare = 0.03;
const accuraciesM = [1, 2, 5, 5, 10, 10, 30, null];

/** Collects facilities, numbers them by county and kind, and gives each an entrance inside its township. */
export class FacilityRegister {
  readonly facilities: FacilityRecord[] = [];
  readonly updates: SeedUpdate<FacilityBody>[] = [];
  private readonly serials = new Map<string, number>();
  private readonly random: Random;

  constructor(seed: number) {
    this.random = randomStream(seed, 'entrances');
  }

  add(draft: FacilityDraft): FacilityRecord {
    const { at, village } = draft.place;
    const code = this.nextCode(at.county.code, draft.kind);
    const located = !this.random.chance(unlocatedShare);
    const entrance = this.entranceAt(draft.place);
    const accuracyM = this.random.pick(accuraciesM);
    const record: FacilityRecord = {
      id: `f${code}`,
      effectiveFrom: draft.since,
      body: {
        code,
        // The mark keeps an invented record from being taken for a real institution that happens to have the name.
        name: `${draft.name}(演示)`,
        kind: draft.kind,
        level: draft.level,
        countyId: countyId(at.county.code),
        townshipId: townshipId(at.township.code),
        villageId: villageId(village.code),
        entrance: located ? { type: 'Point', coordinates: entrance } : null,
        sourceCrs: located ? 'EPSG:4490' : null,
        accuracyM: located ? accuracyM : null,
        status: draft.status === undefined ? 'operating' : draft.status,
        statusSince: draft.status === null ? null : draft.since,
        functions: draft.functions ?? {},
        attributes: draft.attributes ?? {},
        asOfDate: keptUpTo,
        sourceDocument: demoSource,
        demo: true,
      },
    };
    this.facilities.push(record);
    return record;
  }

  /** A later change; `update` holds whole values of the body's fields, so `attributes` and `functions` are complete. */
  change(record: FacilityRecord, effectiveFrom: string, update: Partial<FacilityBody>): void {
    this.updates.push({ id: record.id, effectiveFrom, update });
  }

  /** A later change of status. */
  changeStatus(record: FacilityRecord, effectiveFrom: string, status: FacilityStatusId): void {
    this.change(record, effectiveFrom, { status, statusSince: effectiveFrom });
  }

  /** A later change of some attributes; the others stay. */
  changeAttributes(record: FacilityRecord, effectiveFrom: string, attributes: Record<string, unknown>): void {
    this.change(record, effectiveFrom, { attributes: { ...record.body.attributes, ...attributes } });
  }

  private nextCode(countyCode: string, kind: FacilityKindId): string {
    const series = `${countyCode}-${String(facilityKindIndex.get(kind)! + 1).padStart(2, '0')}`;
    const serial = (this.serials.get(series) ?? 0) + 1;
    this.serials.set(series, serial);
    return `${series}-${String(serial).padStart(4, '0')}`;
  }

  private entranceAt({ at, village }: Place): Position {
    const centre = toPlane(village.centre);
    const reachKm = village.type === 'community' ? 0.15 : 0.3;
    for (;;) {
      const entrance = toPosition({
        x: centre.x + (this.random.next() * 2 - 1) * reachKm,
        y: centre.y + (this.random.next() * 2 - 1) * reachKm,
      });
      if (turf.booleanPointInPolygon(entrance, at.township.area)) return entrance;
    }
  }
}

/** A random day between two years, both included, on which the place's divisions were already on record. */
export function dayBetween(random: Random, firstYear: number, lastYear: number, place: Place): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const year = random.integer(firstYear, lastYear);
  const monthAndDay = `${two(random.integer(1, 12))}-${two(random.integer(1, 28))}`;
  const day = `${year}-${monthAndDay}`;
  return day > countyFrom(place.at.county.code) ? day : `2018-${monthAndDay}`;
}
