import type { ProfileId } from './graph.ts';

/**
 * Which OpenStreetMap ways a profile may use, in which direction and at what cost. Names of tags and their meaning follow
 * the OSM wiki: Key:highway, Key:access (with its table of transport modes), Key:foot, Key:oneway, Key:barrier,
 * Key:maxspeed, OSM tags for routing/Access restrictions.
 *
 * Left out in every profile, on purpose:
 * - ferries (route=ferry): their timetable is not in the data, so the time to cross is unknown;
 * - tags that depend on the hour, the season or the vehicle (*:conditional, maxweight …): the rule without them holds;
 * - turn restrictions, which are relations;
 * - areas (area=yes, multipolygons): their outline is walked like a way, they are not crossed.
 */

export type Tags = Readonly<Record<string, string>>;

/** How a way may be used. */
export interface WayUse {
  /**
   * Cost of a metre along the way and against it, in the profile's cost unit (walking: millimetres on the flat; driving:
   * milliseconds); null: that direction is closed.
   */
  forwardPerMetre: number | null;
  backwardPerMetre: number | null;
  /** True on bridges and in tunnels: the height of the ground below or above says nothing of the way. */
  offTheGround: boolean;
}

/** Rules of one profile. Whoever changes what they answer raises `version`: a built network names it. */
export interface ProfileRules {
  version: string;
  /** Null: the profile may not use the way. */
  way(tags: Tags): WayUse | null;
  /** Whether one passes a node that stands on a way. */
  passable(tags: Tags): boolean;
}

/** Keys that `passable` reads. */
export const nodeTagKeys = [
  'barrier',
  'bollard',
  'locked',
  'foot',
  'motorcar',
  'motor_vehicle',
  'vehicle',
  'access',
] as const;

type Direction = 'forward' | 'backward';

/** The first of several values, in the alphabet of tags: lower case, no blanks around it. */
const first = (value: string | undefined) => value?.split(';')[0]!.trim().toLowerCase();

/**
 * What the most specific access tag says: true open, false closed, undefined nothing (or a word that is none of
 * Key:access). A tag for the direction (`foot:backward`) goes before the one for both.
 * @param keys transport modes, the most specific first
 */
function allowed(
  tags: Tags,
  keys: readonly string[],
  words: ReadonlyMap<string, boolean>,
  direction?: Direction,
): boolean | undefined {
  for (const key of keys) {
    const said =
      (direction && words.get(first(tags[`${key}:${direction}`]) ?? '')) ?? words.get(first(tags[key]) ?? '');
    if (said !== undefined) return said;
  }
  return undefined;
}

const words = (open: string, closed: string): ReadonlyMap<string, boolean> =>
  new Map([...open.split(' ').map((w) => [w, true] as const), ...closed.split(' ').map((w) => [w, false] as const)]);

const isOn = (value: string | undefined) => value !== undefined && value !== 'no';

const offTheGround = (tags: Tags) => isOn(tags.bridge) || isOn(tags.tunnel);

/** Ways that are not there, or not any more, whatever else they are tagged with. */
const unbuilt = new Set(['construction', 'proposed', 'planned', 'abandoned', 'disused', 'razed', 'demolished']);
const isUnbuilt = (tags: Tags) => unbuilt.has(tags.highway ?? '') || tags.abandoned === 'yes' || tags.disused === 'yes';

const isFerry = (tags: Tags) => tags.route === 'ferry';

// Walking ------------------------------------------------------------------------------------------------------------

/** Classes that one walks on unless a tag says no. */
const walkable = new Set(
  (
    'primary primary_link secondary secondary_link tertiary tertiary_link unclassified residential living_street ' +
    'service road track pedestrian footway path cycleway bridleway steps corridor platform elevator crossing'
  ).split(' '),
);

/** Classes that one walks on only where a tag says so: `foot=*`, or for a trunk road a pavement. */
const walkableIfSaid = new Set(['trunk', 'busway', 'bus_guideway']);

/**
 * On foot a way for visitors is open: who goes to a facility is one. `agricultural`, `forestry` and `delivery` limit
 * vehicles; a villager walks there. `use_sidepath` and `separate`: the footway beside it is mapped by itself.
 */
const footWords = words(
  'yes designated permissive official destination customers discouraged public agricultural forestry delivery',
  'no private restricted military emergency permit residents use_sidepath separate',
);
const footKeys = ['foot', 'access'];

const MILLIMETRES = 1000;
/**
 * Steps cost twice their length in plan: on stairs people move at about half their speed on the flat, up and down
 * (J. J. Fruin, Pedestrian Planning and Design, 1971, on stairways). A moving stair counts the same.
 */
export const stepsFactor = 2;

/** A pavement on either side. */
function hasSidewalk(tags: Tags): boolean {
  const sides = ['sidewalk', 'sidewalk:both', 'sidewalk:left', 'sidewalk:right'];
  return sides.some((key) => ['yes', 'both', 'left', 'right'].includes(tags[key] ?? ''));
}

/** SAC scale T4 and above: hands are needed. */
const climbs = new Set(['alpine_hiking', 'demanding_alpine_hiking', 'difficult_alpine_hiking']);

/** Platforms and piers are ways to walk on although they are no highways. */
const isWalkwayWithoutHighway = (tags: Tags) =>
  tags.railway === 'platform' || tags.public_transport === 'platform' || tags.man_made === 'pier';

function mayWalk(tags: Tags, direction: Direction): boolean {
  const said = allowed(tags, footKeys, footWords, direction);
  if (said === false) return false;
  const highway = tags.highway;
  if (highway === undefined) return isWalkwayWithoutHighway(tags);
  if (walkable.has(highway)) return true;
  if (!walkableIfSaid.has(highway)) return false;
  // `access=yes` speaks of all modes together and does not make a trunk road a footpath.
  return (
    allowed(tags, ['foot'], footWords, direction) === true ||
    (highway === 'trunk' && tags.foot === undefined && hasSidewalk(tags))
  );
}

/**
 * Direction that one is bound to on foot. `oneway` is for vehicles and is ignored; `oneway:foot` binds, and a moving stair
 * (Key:conveying) goes one way only. `reversible` and `yes` leave the direction of a moving stair open: both count.
 */
function footOneway(tags: Tags): Direction | null {
  if (tags.highway === 'steps' && (tags.conveying === 'forward' || tags.conveying === 'backward'))
    return tags.conveying;
  return onewayOf(tags['oneway:foot']) ?? null;
}

/**
 * Walking, for the elderly. Motorways, their ramps, the ramps of trunk roads and motorroads are closed whatever else is
 * tagged (domain rule); a trunk road is open with `foot=yes` or a pavement.
 */
export const walkRules: ProfileRules = {
  version: 'walk-1',
  way(tags) {
    if (isUnbuilt(tags) || isFerry(tags) || tags.motorroad === 'yes' || climbs.has(tags.sac_scale ?? '')) return null;
    const perMetre = MILLIMETRES * (tags.highway === 'steps' ? stepsFactor : 1);
    return wayUse(tags, footOneway(tags), (direction) => (mayWalk(tags, direction) ? perMetre : null));
  },
  passable(tags) {
    if (tags.barrier === undefined) return true;
    const said = allowed(tags, footKeys, footWords);
    if (said !== undefined) return said;
    return tags.locked !== 'yes' && !walls.has(tags.barrier);
  },
};

/** Barriers that have no opening for people; gates, bollards, stiles, blocks and the rest have one. */
const walls = new Set(['wall', 'city_wall', 'retaining_wall', 'fence', 'hedge', 'ditch', 'guard_rail', 'debris']);

// Driving ------------------------------------------------------------------------------------------------------------

/**
 * Speed of a car where no limit is tagged, km/h: what is driven, not what is allowed. Below the limits of 道路交通安全法实施
 * 条例 art. 45 (without a centre line 30 in towns, 40 outside; with one lane each way 50 and 70) and of art. 78
 * (motorways up to 120), as suits hill country.
 */
export const carSpeedsKmh: Readonly<Record<string, number>> = {
  motorway: 100,
  motorway_link: 50,
  trunk: 70,
  trunk_link: 40,
  primary: 60,
  primary_link: 35,
  secondary: 50,
  secondary_link: 30,
  tertiary: 40,
  tertiary_link: 25,
  unclassified: 30,
  road: 30,
  residential: 25,
  living_street: 15,
  service: 15,
  track: 10,
  pedestrian: 10,
};

/** Tracks that a car can drive (Key:tracktype); grades 4 and 5 are for tractors. Untagged: as `track` above. */
const trackSpeedsKmh: Readonly<Record<string, number>> = { grade1: 20, grade2: 15, grade3: 10 };

/** Of a tagged limit this share is driven; the share that GraphHopper and others use. */
const shareOfLimit = 0.9;
/** Nobody may drive faster (道路交通安全法实施条例 art. 78). */
const fastestKmh = 120;
const walkingPaceKmh = 5;

/** Limits by kind of road, as `maxspeed=CN:urban`; those of art. 45 for one lane each way. */
const zoneLimitsKmh: Readonly<Record<string, number>> = {
  urban: 50,
  rural: 70,
  trunk: 70,
  motorway: fastestKmh,
  living_street: 20,
  walk: walkingPaceKmh,
};

const kmhPerUnit: Readonly<Record<string, number>> = { '': 1, kmh: 1, 'km/h': 1, kph: 1, mph: 1.609344, knots: 1.852 };

/**
 * A speed limit (Key:maxspeed), km/h; null where the value is none or depends on something else (`signals`, `variable`).
 * Of several the lowest holds.
 */
export function parseMaxspeed(value: string | undefined): number | null {
  if (value === undefined) return null;
  const limits = value.split(';').map(parseOneLimit);
  return limits.includes(null) ? null : Math.min(...(limits as number[]));
}

function parseOneLimit(value: string): number | null {
  const limit = value.trim().toLowerCase();
  if (limit === 'none') return fastestKmh;
  if (limit === 'walk') return walkingPaceKmh;
  const number = /^(\d+(?:\.\d+)?)\s*([a-z/]*)$/.exec(limit);
  if (number) return plausible(Number(number[1]) * (kmhPerUnit[number[2]!] ?? Number.NaN));
  const zone = /^[a-z]{2}:(?:zone:?)?(\d+|[a-z_]+)$/.exec(limit);
  if (!zone) return null;
  return /^\d/.test(zone[1]!) ? plausible(Number(zone[1])) : (zoneLimitsKmh[zone[1]!] ?? null);
}

/** Limits of 0 and above 200 are typing errors. */
const plausible = (kmh: number) => (kmh > 0 && kmh <= 200 ? Math.min(kmh, fastestKmh) : null);

/** `destination` and `customers` are open, though not to those who only pass through: that is not modelled. */
const carWords = words(
  'yes designated permissive official destination customers discouraged public',
  'no private restricted military emergency permit residents agricultural forestry delivery bus psv hov',
);
const carKeys = ['motorcar', 'motor_vehicle', 'vehicle', 'access'];

/** `access=yes` does not make a shopping street a road; one of the vehicle's own tags does. */
const drivableIfSaid = new Set(['pedestrian']);

function classSpeedKmh(tags: Tags): number | null {
  const highway = tags.highway ?? '';
  if (highway === 'track' && tags.tracktype !== undefined) return trackSpeedsKmh[tags.tracktype] ?? null;
  return carSpeedsKmh[highway] ?? null;
}

function driveSpeedKmh(tags: Tags, direction: Direction): number | null {
  const byClass = classSpeedKmh(tags);
  if (byClass === null) return null;
  if (allowed(tags, carKeys, carWords, direction) === false) return null;
  if (drivableIfSaid.has(tags.highway!) && allowed(tags, carKeys.slice(0, -1), carWords, direction) !== true)
    return null;
  const limit = parseMaxspeed(tags[`maxspeed:${direction}`]) ?? parseMaxspeed(tags.maxspeed);
  return limit === null ? byClass : limit * shareOfLimit;
}

const onewayKeys = ['oneway:motorcar', 'oneway:motor_vehicle', 'oneway:vehicle', 'oneway'];

/**
 * Direction that a car is bound to (Key:oneway); null: none; 'closed' for `reversible`, which changes with an hour that
 * is not known. Roundabouts and motorways are one-way by themselves, unless `oneway=no`.
 */
function carOneway(tags: Tags): Direction | null | 'closed' {
  for (const key of onewayKeys) {
    if (tags[key] === 'reversible') return 'closed';
    const said = onewayOf(tags[key]);
    if (said !== undefined) return said;
  }
  const isRound = tags.junction === 'roundabout' || tags.junction === 'circular';
  return isRound || tags.highway === 'motorway' ? 'forward' : null;
}

/** Driving a car. */
export const carRules: ProfileRules = {
  version: 'car-1',
  way(tags) {
    if (isUnbuilt(tags) || isFerry(tags) || tags.area === 'yes') return null;
    if (tags.impassable === 'yes' || tags.smoothness === 'impassable') return null;
    if (tags.service === 'emergency_access') return null;
    const oneway = carOneway(tags);
    if (oneway === 'closed') return null;
    return wayUse(tags, oneway, (direction) => {
      const kmh = driveSpeedKmh(tags, direction);
      return kmh === null ? null : 3600 / kmh;
    });
  },
  passable(tags) {
    if (tags.barrier === undefined) return true;
    const said = allowed(tags, carKeys, carWords);
    if (said !== undefined) return said;
    if (tags.locked === 'yes') return false;
    return openings.has(tags.barrier) || (tags.barrier === 'bollard' && tags.bollard === 'rising');
  },
};

/** Barriers that cars pass; at any other, also at one that is not told (`barrier=yes`), the way is cut. */
const openings = new Set(
  (
    'gate lift_gate swing_gate sliding_gate hampshire_gate toll_booth border_control cattle_grid entrance ' +
    'height_restrictor'
  ).split(' '),
);

// Both ---------------------------------------------------------------------------------------------------------------

/** `oneway=*` as a direction; null: both ways are said to be open; undefined: nothing said. */
function onewayOf(value: string | undefined): Direction | null | undefined {
  if (value === 'yes' || value === 'true' || value === '1') return 'forward';
  if (value === '-1' || value === 'reverse') return 'backward';
  if (value === 'no' || value === 'false' || value === '0' || value === 'alternating') return null;
  return undefined;
}

function wayUse(
  tags: Tags,
  oneway: Direction | null,
  perMetre: (direction: Direction) => number | null,
): WayUse | null {
  const forwardPerMetre = oneway === 'backward' ? null : perMetre('forward');
  const backwardPerMetre = oneway === 'forward' ? null : perMetre('backward');
  if (forwardPerMetre === null && backwardPerMetre === null) return null;
  return { forwardPerMetre, backwardPerMetre, offTheGround: offTheGround(tags) };
}

export const profileRules: Readonly<Record<ProfileId, ProfileRules>> = { walk: walkRules, car: carRules };
