import { randomUUID } from 'node:crypto';
import { bbox as bboxOf } from '@turf/turf';
import type { Kysely, Transaction } from 'kysely';
import type { z } from 'zod';
import { text, type ExclusionKindId } from '../../../gis-data/catalogue/index.ts';
import type { Schema } from '../../db/schema.ts';
import type { Actor } from '../../registry/contract.ts';
import { problems, type ProblemItem } from '../../registry/problem.ts';
import { writeAudit } from '../../registry/store.ts';
import { today } from '../../registry/today.ts';
import type { SnapshotService } from '../../snapshot/service.ts';
import type { ExclusionRule, ExclusionRulePatch, LandFeatures, LandLayer, landLayerInput } from '../contract.ts';
import { readCollection } from './collection.ts';
import { exclusionRules } from './exclusion-rules.ts';
import * as store from './store.ts';

type Tx = Transaction<Schema>;
type LayerInput = z.output<typeof landLayerInput>;

/** How far from the study area's box a feature may lie, degrees: what is near the border closes land within it. */
const MARGIN_DEGREES = 0.2;
/** Invalid geometries told of at once. */
const MOST_INVALID = 20;

/** Layers of land and the rules of exclusion. */
export interface LandService {
  list(): Promise<LandLayer[]>;
  /** @throws Problem not-found */
  features(id: string, query: { bbox?: readonly number[]; limit: number }): Promise<LandFeatures>;
  /** @throws Problem invalid, naming feature and field */
  create(actor: Actor, input: LayerInput): Promise<LandLayer>;
  /** Replaces all that a layer holds; one of the demonstration becomes the user's own. @throws Problem also not-found, stale-version */
  replace(actor: Actor, id: string, ifMatch: number, input: LayerInput): Promise<LandLayer>;
  remove(actor: Actor, id: string, ifMatch: number): Promise<LandLayer>;
  rules(asOf?: string): Promise<{ asOf: string; items: ExclusionRule[] }>;
  /** Sets what holds for a kind of land from a day on. @throws Problem invalid, stale-version */
  setRule(
    actor: Actor,
    kind: ExclusionKindId,
    effectiveFrom: string,
    ifMatch: number,
    patch: ExclusionRulePatch,
  ): Promise<ExclusionRule>;
  /** Takes an entered rule back. @throws Problem not-found, stale-version */
  removeRule(actor: Actor, kind: ExclusionKindId, effectiveFrom: string, ifMatch: number): Promise<ExclusionRule>;
  /** Puts layers of the demonstration into an empty table. */
  loadDemonstration(actor: Actor, layers: readonly (LayerInput & { id: string })[]): Promise<void>;
}

export function createLandService({ db, snapshots }: { db: Kysely<Schema>; snapshots: SnapshotService }): LandService {
  async function existing(tx: Tx, id: string, ifMatch: number): Promise<LandLayer> {
    const layer = await store.layerById(tx, id, true);
    if (!layer) throw noSuchLayer();
    if (layer.version !== ifMatch) throw stale(`land-layer/${id}`, ifMatch, layer.version);
    return layer;
  }

  async function read(input: LayerInput): Promise<store.FeatureWrite[]> {
    const { features, issues } = readCollection(input.kind, input.collection, await studyBoxes());
    if (issues.length > 0) {
      throw problems.invalid(
        issues.map(({ feature, ...issue }) => ({ ...issue, ...(feature === null ? {} : { row: feature }) })),
        text('图层内容有误,见各要素的说明', 'The layer cannot be used; see each feature'),
      );
    }
    return features;
  }

  async function studyBoxes(): Promise<[number, number, number, number][]> {
    const { divisions } = await snapshots.at();
    return divisions.ofLevel('county').flatMap((row) => {
      const { boundary } = divisions.bodies[row]!;
      if (!boundary) return [];
      const [west, south, east, north] = bboxOf(boundary) as [number, number, number, number];
      return [[west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES]];
    });
  }

  async function fill(tx: Tx, id: string, features: readonly store.FeatureWrite[]): Promise<void> {
    await store.insertFeatures(tx, id, features);
    const invalid = await store.invalidFeatures(tx, id, MOST_INVALID);
    if (invalid.length > 0) throw problems.invalid(invalid.map(invalidItem));
  }

  const rowOf = (id: string, input: LayerInput, features: number, demo: boolean, actor: Actor): store.LayerWrite => ({
    id,
    kind: input.kind,
    name: input.name,
    source: input.source,
    licence: input.licence,
    asOf: input.asOf,
    demo,
    features,
    updatedBy: actor.name,
  });

  /** @param features as `read` before the transaction: what it asks would wait for the transaction's own connection */
  async function insert(
    tx: Tx,
    actor: Actor,
    id: string,
    input: LayerInput,
    features: readonly store.FeatureWrite[],
    demo: boolean,
  ): Promise<LandLayer> {
    await store.insertLayer(tx, rowOf(id, input, features.length, demo, actor));
    await fill(tx, id, features);
    await audit(tx, actor, 'land-layer.create', `land-layer/${id}`, aboutLayer(input, features.length));
    return (await store.layerById(tx, id))!;
  }

  const ruleOf = async (tx: Tx, kind: ExclusionKindId, day: string): Promise<ExclusionRule | undefined> =>
    exclusionRules(await store.enteredRules(tx), day).findLast((rule) => rule.kind === kind && rule.inForce);

  return {
    list: () => store.listLayers(db),

    async features(id, { bbox, limit }) {
      const layer = await store.layerById(db, id);
      if (!layer) throw noSuchLayer();
      const found = await store.features(db, id, { bbox, limit: limit + 1 });
      return {
        type: 'FeatureCollection',
        layer,
        complete: found.length <= limit,
        features: found.slice(0, limit).map((feature) => ({
          type: 'Feature',
          id: feature.id,
          geometry: { ...feature.geometry },
          properties: { ...feature.attributes, name: feature.name },
        })),
      };
    },

    async create(actor, input) {
      const features = await read(input);
      return db.transaction().execute((tx) => insert(tx, actor, randomUUID(), input, features, false));
    },

    async replace(actor, id, ifMatch, input) {
      const features = await read(input);
      return db.transaction().execute(async (tx) => {
        const before = await existing(tx, id, ifMatch);
        await store.replaceLayer(tx, rowOf(id, input, features.length, false, actor));
        await fill(tx, id, features);
        const about = { before: { features: before.features }, ...aboutLayer(input, features.length) };
        await audit(tx, actor, 'land-layer.replace', `land-layer/${id}`, about);
        return (await store.layerById(tx, id))!;
      });
    },

    remove: (actor, id, ifMatch) =>
      db.transaction().execute(async (tx) => {
        const layer = await existing(tx, id, ifMatch);
        await store.deleteLayer(tx, id);
        await audit(tx, actor, 'land-layer.remove', `land-layer/${id}`, { ...layer });
        return layer;
      }),

    async rules(asOf = today()) {
      return { asOf, items: exclusionRules(await store.enteredRules(db), asOf) };
    },

    setRule: (actor, kind, effectiveFrom, ifMatch, patch) =>
      db.transaction().execute(async (tx) => {
        const entered = await store.enteredRule(tx, kind, effectiveFrom, true);
        const version = entered?.version ?? 0;
        if (version !== ifMatch) throw stale(`exclusion-rule/${kind}/${effectiveFrom}`, ifMatch, version);
        const before = entered ?? (await ruleOf(tx, kind, effectiveFrom));
        const whole = {
          effectiveTo: patch.effectiveTo === undefined ? (entered?.effectiveTo ?? null) : patch.effectiveTo,
          distanceM: patch.distanceM ?? before?.distanceM,
          clause: patch.clause ?? before?.clause,
          confirmed: patch.confirmed ?? before?.confirmed ?? false,
        };
        const { distanceM, clause } = whole;
        if (distanceM === undefined || clause === undefined) throw problems.invalid(missingParts(whole));
        if (whole.effectiveTo !== null && whole.effectiveTo <= effectiveFrom) throw problems.invalid([endsTooEarly]);
        const rule = { kind, effectiveFrom, ...whole, distanceM, clause, updatedBy: actor.name };
        await store.writeRule(tx, rule);
        const about = { before: before && { distanceM: before.distanceM, confirmed: before.confirmed }, ...rule };
        await audit(tx, actor, 'exclusion-rule.change', `exclusion-rule/${kind}/${effectiveFrom}`, about);
        return (await ruleOf(tx, kind, effectiveFrom))!;
      }),

    removeRule: (actor, kind, effectiveFrom, ifMatch) =>
      db.transaction().execute(async (tx) => {
        const entered = await store.enteredRule(tx, kind, effectiveFrom, true);
        if (!entered) throw problems.notFound(text('这条自定规则', 'entered rule'));
        if (entered.version !== ifMatch) {
          throw stale(`exclusion-rule/${kind}/${effectiveFrom}`, ifMatch, entered.version);
        }
        const rule = (await ruleOf(tx, kind, effectiveFrom))!;
        await store.deleteRule(tx, kind, effectiveFrom);
        await audit(tx, actor, 'exclusion-rule.remove', `exclusion-rule/${kind}/${effectiveFrom}`, { ...entered });
        return rule;
      }),

    async loadDemonstration(actor, layers) {
      const all: { id: string; input: LayerInput; features: store.FeatureWrite[] }[] = [];
      for (const { id, ...input } of layers) all.push({ id, input, features: await read(input) });
      await db.transaction().execute(async (tx) => {
        if ((await store.listLayers(tx)).length > 0) return;
        for (const { id, input, features } of all) await insert(tx, actor, id, input, features, true);
      });
    },
  };
}

const aboutLayer = ({ kind, name, source, asOf }: LayerInput, features: number) => ({
  kind,
  name,
  source,
  asOf,
  features,
});

const audit = (tx: Tx, actor: Actor, action: string, target: string, about: Record<string, unknown>) =>
  writeAudit(tx, actor, action, target, null, about);

const noSuchLayer = () => problems.notFound(text('这个图层', 'layer of land'));

const stale = (path: string, ifMatch: number, version: number) =>
  problems.stale([
    {
      path,
      code: 'stale-version',
      message: text(
        `依据第 ${ifMatch} 版修改,现为第 ${version} 版`,
        `Made against version ${ifMatch}; it is at version ${version}`,
      ),
    },
  ]);

function invalidItem({ position, reason, longitude, latitude }: store.InvalidFeature): ProblemItem {
  const at = longitude === null || latitude === null ? null : `${longitude.toFixed(6)}, ${latitude.toFixed(6)}`;
  return {
    row: position,
    field: 'geometry',
    code: 'invalid-geometry',
    message: text(
      `图形无效${at === null ? '' : `(在 ${at} 处)`}:${reasonsInChinese[reason] ?? reason}`,
      `Invalid geometry${at === null ? '' : ` at ${at}`}: ${reason}`,
    ),
  };
}

/** Reasons as GEOS words them. */
const reasonsInChinese: Readonly<Record<string, string>> = {
  'Self-intersection': '自相交',
  'Ring Self-intersection': '环自相交',
  'Hole lies outside shell': '内环在外环之外',
  'Holes are nested': '内环互相嵌套',
  'Interior is disconnected': '内部不连通',
  'Nested shells': '外环互相嵌套',
  'Duplicate Rings': '有重复的环',
  'Too few points in geometry component': '点数不足',
};

const missingParts = (whole: { distanceM?: number; clause?: unknown }): ProblemItem[] =>
  (['distanceM', 'clause'] as const)
    .filter((path) => whole[path] === undefined)
    .map((path) => ({
      path,
      code: 'required',
      message: text('此前没有规则可沿用,请填写', 'No rule holds before that could be carried over; state it'),
    }));

const endsTooEarly: ProblemItem = {
  path: 'effectiveTo',
  code: 'ends-before-it-begins',
  message: text('失效日期应晚于生效日期', 'It must end after the day on which it begins'),
};
