import { createHash } from 'node:crypto';
import { bbox as bboxOf } from '@turf/turf';
import type { Kysely } from 'kysely';
import type { MultiPolygon, Polygon } from 'geojson';
import {
  defaultRuleParameters,
  exclusionKinds,
  parcelKind,
  text,
  type ExclusionKindId,
  type Text,
} from '../../../gis-data/catalogue/index.ts';
import { placeIn } from '../../coverage/place-in.ts';
import type { Schema } from '../../db/schema.ts';
import { locate } from '../../divisions/rules.ts';
import { segmentMetres, type Network } from '../../network/graph.ts';
import type { NetworkLibrary } from '../../network/library.ts';
import { Problem, problems } from '../../registry/problem.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import { NONE, type Snapshot } from '../../snapshot/snapshot.ts';
import type { BurialAnswer, BurialAt, BurialParcel, BurialQuestion, ExclusionRule, LandLayer } from '../contract.ts';
import { rulesInForce } from '../land/exclusion-rules.ts';
import { enteredRules, listLayers } from '../land/store.ts';
import { accessOf, type Destination } from './access.ts';
import { plotsNeedOf } from './demand.ts';
import { explain } from './explanation.ts';
import { findingsOf, type Closing } from './findings.ts';
import { rankParcels } from './ranking.ts';
import * as store from './store.ts';
import { gaussKruegerZone } from './zone.ts';

/** Most parcels measured for one question. */
const MOST_PARCELS = 2000;
/** Shapes kept between questions: those of a few states of the layers and rules. */
const KEPT_SHAPES = 40;
/** So small a share of the study area is what rounding its outline leaves of none. */
const NO_SHARE = 1e-7;

/** What work tells, and how it is stopped. */
export interface BurialProgress {
  progress(fraction: number, message?: Text): void;
  signal: AbortSignal;
}

/** Burial siting by law. */
export interface BurialService {
  /** @throws Problem no-boundaries, no-admissible-area, not-found for a layer of parcels; NetworkError */
  answer(question: BurialQuestion, run: BurialProgress): Promise<BurialAnswer>;
  /** May anybody be buried at a place? @throws Problem no-boundaries */
  at(place: readonly [longitude: number, latitude: number], asOf?: string): Promise<BurialAt>;
}

interface Sources {
  db: Kysely<Schema>;
  snapshots: SnapshotService;
  networks: Pick<NetworkLibrary, 'open' | 'inUse'>;
}

export function createBurialService({ db, snapshots, networks }: Sources): BurialService {
  const shapes = new Map<string, Promise<store.PlaneShape>>();

  /** A shape, computed once for its key; a failed one is forgotten. */
  function remembered(key: string, compute: () => Promise<store.PlaneShape>): Promise<store.PlaneShape> {
    const shape = shapes.get(key) ?? compute();
    shapes.delete(key);
    shapes.set(key, shape);
    shape.catch(() => shapes.delete(key));
    if (shapes.size > KEPT_SHAPES) shapes.delete(shapes.keys().next().value!);
    return shape;
  }

  async function lawOn(asOf: string) {
    const [layers, entered] = [await listLayers(db), await enteredRules(db)];
    const rules = rulesInForce(entered, asOf);
    const closing = exclusionKinds.flatMap(({ id }): Closing[] => {
      const rule = rules.get(id);
      const ofKind = layers.filter(({ kind }) => kind === id);
      return rule && ofKind.length > 0 ? [{ rule, layers: ofKind }] : [];
    });
    const missingKinds = exclusionKinds
      .filter(({ id }) => rules.has(id) && !layers.some(({ kind }) => kind === id))
      .map(({ id, label }) => ({ kind: id, label }));
    return { layers, closing, missingKinds };
  }

  async function carNetwork(name: string | undefined): Promise<Network | null> {
    const chosen = name ?? (await networks.inUse('car')) ?? (await networks.inUse('walk'));
    return chosen === null ? null : networks.open(chosen);
  }

  return {
    async answer(question, { progress, signal }) {
      const snapshot = await snapshots.at(question.asOf);
      const { layers, closing, missingKinds } = await lawOn(snapshot.asOf);
      const parcelLayers = chosenParcels(layers, question.layerIds);
      const { zone, areas, unbounded } = studyAreas(snapshot, question.countyIds);
      const studyKey = createHash('sha256')
        .update(JSON.stringify([zone, areas]))
        .digest('hex');
      const step = async <T>(fraction: number, message: Text, work: () => Promise<T>): Promise<T> => {
        signal.throwIfAborted();
        progress(fraction, message);
        return work();
      };

      const study = await step(0.02, text('汇总研究区', 'Joining the study area'), () =>
        remembered(studyKey, () => store.joined(db, zone, areas)),
      );
      const closed: store.PlaneShape[] = [];
      for (const [i, { rule, layers: ofKind }] of closing.entries()) {
        const message = text(
          `计算${rule.label.zh}的排除范围`,
          `Working out what ${rule.label.en.toLowerCase()} closes`,
        );
        const stamps = ofKind.map(({ id, version, updatedAt }) => [id, version, updatedAt]);
        const key = JSON.stringify([studyKey, rule.kind, rule.distanceM, stamps]);
        closed.push(
          await step(0.05 + (0.5 * i) / closing.length, message, () =>
            remembered(key, () =>
              store.closedBy(
                db,
                zone,
                study,
                ofKind.map(({ id }) => id),
                rule.distanceM,
              ),
            ),
          ),
        );
      }
      const admissible = await step(0.6, text('计算可选范围', 'Working out what is left'), async () => {
        let left = study;
        // The simplest first: what is left is then complicated in the last steps only.
        for (const shape of closed.toSorted((a, b) => a.wkb.length - b.wkb.length)) {
          signal.throwIfAborted();
          if (shape.areaM2 > 0) left = await store.without(db, zone, left, shape);
        }
        return left;
      });
      if (admissible.areaM2 <= NO_SHARE * study.areaM2) throw nothingLeft(study, closing, closed);

      const outlines = await step(0.7, text('绘制范围', 'Drawing the areas'), async () => {
        const drawn = [];
        for (const shape of [admissible, ...closed]) {
          signal.throwIfAborted();
          drawn.push(await store.drawn(db, zone, shape, question.toleranceM));
        }
        return drawn;
      });
      const measured = await step(0.8, text('核对候选地块', 'Measuring the parcels'), () =>
        store.measuredParcels(
          db,
          zone,
          study,
          parcelLayers.map(({ id }) => id),
          closingLayers(closing),
          MOST_PARCELS + 1,
        ),
      );
      if (measured.length > MOST_PARCELS) throw tooManyParcels();
      const network = measured.length === 0 ? null : await carNetwork(question.network);
      const parcels = await step(0.9, text('计算需求和到达时间', 'Working out need and access'), () =>
        judged(snapshot, question, measured, closing, network, signal),
      );

      const used = [...closing.flatMap(({ layers: ofKind }) => ofKind), ...parcelLayers];
      return {
        snapshot: snapshot.id,
        asOf: snapshot.asOf,
        demo: used.some(({ demo }) => demo),
        findings: findingsOf({ snapshot, missingKinds, closing, used, parcelLayers, network, unbounded }),
        studyAreaM2: study.areaM2,
        admissible: { areaM2: admissible.areaM2, complete: missingKinds.length === 0, geometry: plain(outlines[0]) },
        exclusions: closing.map(({ rule, layers: ofKind }, i) => ({
          ...exclusionOf(rule),
          areaM2: closed[i]!.areaM2,
          geometry: plain(outlines[i + 1]),
          layers: ofKind.map(({ id, name, version, asOf, demo }) => ({ id, name, version, asOf, demo })),
        })),
        missingKinds,
        projection: `EPSG:${zone}`,
        toleranceM: question.toleranceM,
        network: network && {
          name: network.header.name,
          profile: network.header.profile,
          demo: network.header.source.demo,
        },
        parcels,
      };
    },

    async at(place, asOf) {
      const snapshot = await snapshots.at(asOf);
      const { layers, closing, missingKinds } = await lawOn(snapshot.asOf);
      const { zone, isWithin } = studyAreas(snapshot);
      const found = await store.closingAt(db, zone, place, closingLayers(closing));
      const exclusions = found.map(({ kind, ...feature }) => {
        const { name, demo } = layers.find(({ id }) => id === feature.layerId)!;
        const { rule } = closing.find((c) => c.rule.kind === kind)!;
        return { ...exclusionOf(rule), ...feature, layerName: name, demo };
      });
      const complete = missingKinds.length === 0;
      const verdict = !isWithin(place)
        ? 'outside'
        : exclusions.length > 0
          ? 'excluded'
          : complete
            ? 'admissible'
            : 'notExcludedByLayersAtHand';
      const demo = closing.some(({ layers: ofKind }) => ofKind.some((layer) => layer.demo));
      return { asOf: snapshot.asOf, demo, verdict, exclusions, missingKinds };
    },
  };
}

const plain = (geometry: object | null | undefined) => (geometry ? ({ ...geometry } as { type: string }) : null);

const exclusionOf = ({ kind, label, distanceM, clause, confirmed }: ExclusionRule) => ({
  kind,
  label,
  distanceM,
  clause,
  confirmed,
});

const closingLayers = (closing: readonly Closing[]): store.ClosingLayer[] =>
  closing.flatMap(({ rule, layers }) =>
    layers.map(({ id }) => ({ layerId: id, kind: rule.kind, distanceM: rule.distanceM })),
  );

/** @throws Problem not-found for an id that is no layer of parcels */
function chosenParcels(layers: readonly LandLayer[], ids: readonly string[] | undefined): LandLayer[] {
  const parcels = layers.filter(({ kind }) => kind === parcelKind.id);
  if (ids === undefined) return parcels;
  return ids.map((id) => {
    const layer = parcels.find((p) => p.id === id);
    if (!layer) throw problems.notFound(text(`候选地块图层 ${id}`, `layer of candidate parcels as ${id}`));
    return layer;
  });
}

/**
 * The counties looked at, with the plane that they are measured in.
 * @throws Problem not-found for an id that is no county; no-boundaries
 */
function studyAreas(snapshot: Snapshot, countyIds?: readonly string[]) {
  const { divisions } = snapshot;
  const counties = divisions.ofLevel('county');
  const rows =
    countyIds?.map((id) => {
      const row = divisions.indexById.get(id);
      if (row === undefined || !counties.includes(row))
        throw problems.notFound(text(`县级区划 ${id}`, `county as ${id}`));
      return row;
    }) ?? counties;
  const bounded = rows.filter((row) => divisions.bodies[row]!.boundary !== null);
  if (bounded.length === 0) throw noBoundaries();
  const areas = bounded.map((row) => divisions.bodies[row]!.boundary as Polygon | MultiPolygon);
  // The zone is that of all counties, so that a distance does not depend on which are looked at.
  const all = counties.flatMap((row) => divisions.bodies[row]!.boundary ?? []);
  const [west, , east] = bboxOf({ type: 'GeometryCollection', geometries: all as Polygon[] });
  const unbounded = rows.filter((row) => !bounded.includes(row)).map((row) => divisions.bodies[row]!.name);
  const place = placeIn(snapshot);
  return {
    zone: gaussKruegerZone((west! + east!) / 2),
    areas,
    unbounded,
    isWithin: ([longitude, latitude]: readonly [number, number]) =>
      unbounded.length === 0
        ? (locate(snapshot, longitude, latitude)?.countyId ?? null) !== null
        : place(longitude, latitude) !== null,
  };
}

/** Works out what each parcel brings, and ranks them. */
async function judged(
  snapshot: Snapshot,
  question: BurialQuestion,
  measured: readonly store.MeasuredParcel[],
  closing: readonly Closing[],
  network: Network | null,
  signal: AbortSignal,
): Promise<BurialParcel[]> {
  const needOf = plotsNeedOf(snapshot, defaultRuleParameters, question);
  const place = placeIn(snapshot);
  const entitledTo = entitledRows(snapshot, question.entitlement);
  const destinations = measured.map(({ at }): Destination => {
    const [longitude, latitude] = at.coordinates as [number, number];
    return { longitude, latitude, entitled: entitledTo(longitude, latitude) };
  });
  const access = network ? await accessOf(snapshot, network, destinations, signal) : measured.map(() => null);
  const ruleOf = new Map<ExclusionKindId, ExclusionRule>(closing.map(({ rule }) => [rule.kind, rule]));

  const parcels = measured.map((parcel, i) => {
    const { longitude, latitude, entitled } = destinations[i]!;
    return {
      layerId: parcel.layerId,
      id: parcel.id,
      name: parcel.name,
      at: { type: 'Point' as const, coordinates: [longitude, latitude] as [number, number] },
      countyId: place(longitude, latitude)?.countyId ?? null,
      areaM2: parcel.areaM2,
      admissibleM2: parcel.leftM2,
      admissibleShare: shareOf(parcel, parcel.leftM2),
      geometry: plain(parcel.left),
      exclusions: parcel.closed.map(({ kind, areaM2, layers }) => ({
        ...exclusionOf(ruleOf.get(kind)!),
        areaM2,
        share: shareOf(parcel, areaM2),
        layers,
      })),
      outsideShare: 1 - shareOf(parcel, parcel.withinM2),
      capacityPlots: Math.floor(parcel.leftM2 / question.landPerPlotM2),
      need: entitled === NONE ? null : needOf(entitled),
      access: access[i]!,
      demo: parcel.demo,
    };
  });
  const ranks = rankParcels(parcels);
  return parcels
    .map((parcel, i) => ({ ...parcel, ...ranks[i]! }))
    .sort((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || b.admissibleShare - a.admissibleShare)
    .map((parcel) => ({ ...parcel, explanation: explain(parcel) }));
}

/** Rounding makes a whole parcel a little more than itself. */
const shareOf = (parcel: store.MeasuredParcel, areaM2: number): number => Math.min(1, areaM2 / parcel.areaM2);

/** The division whose people a parcel at a position would be for: its row, or `NONE`. */
function entitledRows(snapshot: Snapshot, level: BurialQuestion['entitlement']) {
  const { divisions } = snapshot;
  const place = placeIn(snapshot);
  const rowOf = (id: string | null | undefined) => (id ? (divisions.indexById.get(id) ?? NONE) : NONE);
  return (longitude: number, latitude: number): number => {
    const found = place(longitude, latitude);
    if (level === 'county') return rowOf(found?.countyId);
    const township = rowOf(found?.townshipId);
    if (level === 'township' || township === NONE) return township;
    // Villages have no boundaries: the nearest of the township.
    const villages = divisions.ofLevel('village').filter((row) => divisions.township[row] === township);
    const away = (row: number) =>
      segmentMetres(longitude, latitude, divisions.longitude[row]!, divisions.latitude[row]!);
    return villages.reduce((best, row) => (best === NONE || away(row) < away(best) ? row : best), NONE);
  };
}

const noBoundaries = () =>
  new Problem(
    'no-boundaries',
    409,
    text('没有县级边界', 'No county boundary'),
    text(
      '所选县级区划没有登记边界,不能计算范围。请先登记边界',
      'The counties have no registered boundary, so that no area can be worked out. Register their boundaries first',
    ),
  );

const tooManyParcels = () =>
  problems.tooLarge(
    text(
      `候选地块超过 ${MOST_PARCELS} 个,请选择部分县或图层`,
      `There are over ${MOST_PARCELS} parcels; choose some counties or layers`,
    ),
  );

/** Names what closes everything: single kinds where one alone does, else all that take part. */
function nothingLeft(
  study: store.PlaneShape,
  closing: readonly Closing[],
  closed: readonly store.PlaneShape[],
): Problem {
  const shares = closing.map((c, i) => ({ ...c, share: closed[i]!.areaM2 / study.areaM2 }));
  const alone = shares.filter((_, i) => study.areaM2 - closed[i]!.areaM2 <= NO_SHARE * study.areaM2);
  const named = alone.length > 0 ? alone : shares.filter(({ share }) => share > 0);
  const names = (language: keyof Text) =>
    named
      .map(({ rule, layers, share }) => {
        const of = layers.map(({ name }) => name).join('、');
        return `${rule.label[language]} (${of}, ${(share * 100).toFixed(1)}%; ${rule.clause[language]})`;
      })
      .join(language === 'zh' ? ';' : '; ');
  return new Problem(
    'no-admissible-area',
    422,
    text('没有可选范围', 'No place is left'),
    text(
      `整个研究区都被排除:${names('zh')}。请检查图层内容和距离`,
      `The whole study area is excluded: ${names('en')}. Check the layer and the distance`,
    ),
    named.map(({ rule, layers }) => ({
      path: layers.map(({ id }) => `land-layer/${id}`).join(' '),
      code: 'excludes-everything',
      message: text(
        `${rule.label.zh}:${layers.map(({ name }) => name).join('、')},距离 ${rule.distanceM} 米`,
        `${rule.label.en}: ${layers.map(({ name }) => name).join(', ')}, distance ${rule.distanceM} m`,
      ),
    })),
  );
}
