import { describe, expect, it } from 'vitest';
import {
  carRules,
  carSpeedsKmh,
  parseMaxspeed,
  stepsFactor,
  walkRules,
  type Tags,
} from '../../../server/network/tag-rules.ts';

/** `highway=primary oneway=yes` as tags. */
const tagsOf = (line: string): Tags =>
  Object.fromEntries(line.split(' ').map((tag) => tag.split('=') as [string, string]));

/** Directions that are open: both, forward, backward, or none. */
function open(use: ReturnType<typeof walkRules.way>): string {
  if (use === null) return 'none';
  if (use.forwardPerMetre === null) return 'backward';
  return use.backwardPerMetre === null ? 'forward' : 'both';
}

const speedKmh = (perMetre: number | null) => (perMetre === null ? null : Math.round((3600 / perMetre) * 10) / 10);

describe('walking', () => {
  it.each([
    // Classes.
    ['highway=residential', 'both'],
    ['highway=primary', 'both'],
    ['highway=secondary_link', 'both'],
    ['highway=track', 'both'],
    ['highway=path', 'both'],
    ['highway=cycleway', 'both'],
    ['highway=pedestrian area=yes', 'both'],
    ['highway=service service=driveway', 'both'],
    ['highway=motorway', 'none'],
    ['highway=motorway foot=yes', 'none'],
    ['highway=motorway_link', 'none'],
    ['highway=trunk_link', 'none'],
    ['highway=trunk_link foot=yes sidewalk=both', 'none'],
    ['highway=primary motorroad=yes', 'none'],
    ['highway=construction construction=residential', 'none'],
    ['highway=proposed foot=yes', 'none'],
    ['highway=raceway', 'none'],
    ['highway=nonsense', 'none'],
    ['highway=residential abandoned=yes', 'none'],
    ['building=yes', 'none'],
    ['waterway=river foot=yes', 'none'],
    ['railway=platform', 'both'],
    ['man_made=pier', 'both'],
    ['man_made=pier access=no', 'none'],
    ['route=ferry foot=yes', 'none'],
    ['route=ferry highway=primary', 'none'],
    // Trunk roads.
    ['highway=trunk', 'none'],
    ['highway=trunk access=yes', 'none'],
    ['highway=trunk foot=yes', 'both'],
    ['highway=trunk foot=designated', 'both'],
    ['highway=trunk sidewalk=right', 'both'],
    ['highway=trunk sidewalk=no', 'none'],
    ['highway=trunk sidewalk=both foot=no', 'none'],
    ['highway=trunk sidewalk=both foot=use_sidepath', 'none'],
    ['highway=trunk sidewalk=both access=no', 'none'],
    ['highway=busway', 'none'],
    ['highway=busway foot=yes', 'both'],
    // Access.
    ['highway=residential access=private', 'none'],
    ['highway=residential access=no', 'none'],
    ['highway=residential access=no foot=yes', 'both'],
    ['highway=residential access=yes foot=no', 'none'],
    ['highway=footway foot=private', 'none'],
    ['highway=service access=customers', 'both'],
    ['highway=service access=destination', 'both'],
    ['highway=service access=permissive', 'both'],
    ['highway=track access=agricultural', 'both'],
    ['highway=residential access=nonsense', 'both'],
    ['highway=residential foot=nonsense access=no', 'none'],
    ['highway=residential vehicle=no', 'both'],
    ['highway=primary foot=use_sidepath', 'none'],
    ['highway=residential foot=yes;private', 'both'],
    ['highway=path foot:backward=no', 'forward'],
    ['highway=path sac_scale=mountain_hiking', 'both'],
    ['highway=path sac_scale=alpine_hiking', 'none'],
    // Direction.
    ['highway=residential oneway=yes', 'both'],
    ['highway=footway oneway:foot=yes', 'forward'],
    ['highway=footway oneway:foot=-1', 'backward'],
    ['highway=footway oneway:foot=no', 'both'],
    ['highway=steps conveying=forward', 'forward'],
    ['highway=steps conveying=backward', 'backward'],
    ['highway=steps conveying=reversible', 'both'],
    ['highway=footway conveying=forward', 'both'],
    ['junction=roundabout highway=primary', 'both'],
  ])('%s: %s', (line, expected) => {
    expect(open(walkRules.way(tagsOf(line)))).toBe(expected);
  });

  it('costs a metre its length, and steps their factor', () => {
    expect(walkRules.way({ highway: 'footway' })).toEqual({
      forwardPerMetre: 1000,
      backwardPerMetre: 1000,
      offTheGround: false,
    });
    expect(walkRules.way({ highway: 'steps' })!.forwardPerMetre).toBe(1000 * stepsFactor);
  });

  it('knows ways that leave the ground', () => {
    expect(walkRules.way({ highway: 'footway', bridge: 'yes' })!.offTheGround).toBe(true);
    expect(walkRules.way({ highway: 'footway', tunnel: 'building_passage' })!.offTheGround).toBe(true);
    expect(walkRules.way({ highway: 'footway', bridge: 'no' })!.offTheGround).toBe(false);
  });

  it.each([
    ['highway=crossing', true],
    ['highway=crossing foot=no', true],
    ['barrier=gate', true],
    ['barrier=gate access=private', false],
    ['barrier=gate access=private foot=yes', true],
    ['barrier=gate locked=yes', false],
    ['barrier=gate locked=yes foot=yes', true],
    ['barrier=bollard motor_vehicle=no', true],
    ['barrier=lift_gate', true],
    ['barrier=kissing_gate', true],
    ['barrier=yes', true],
    ['barrier=fence', false],
    ['barrier=wall', false],
    ['barrier=wall foot=yes', true],
  ])('passes a node with %s: %s', (line, expected) => {
    expect(walkRules.passable(tagsOf(line))).toBe(expected);
  });
});

describe('driving', () => {
  it.each([
    // Classes.
    ['highway=motorway', 'forward'],
    ['highway=motorway oneway=no', 'both'],
    ['highway=motorway_link', 'both'],
    ['highway=primary', 'both'],
    ['highway=residential', 'both'],
    ['highway=track', 'both'],
    ['highway=track tracktype=grade2', 'both'],
    ['highway=track tracktype=grade5', 'none'],
    ['highway=service service=emergency_access', 'none'],
    ['highway=service area=yes', 'none'],
    ['highway=footway', 'none'],
    ['highway=footway motor_vehicle=yes', 'none'],
    ['highway=steps', 'none'],
    ['highway=pedestrian', 'none'],
    ['highway=pedestrian access=yes', 'none'],
    ['highway=pedestrian motor_vehicle=yes', 'both'],
    ['highway=construction', 'none'],
    ['route=ferry motor_vehicle=yes', 'none'],
    ['highway=residential smoothness=impassable', 'none'],
    // Access.
    ['highway=residential access=no', 'none'],
    ['highway=residential access=no motor_vehicle=yes', 'both'],
    ['highway=residential access=no vehicle=yes motor_vehicle=no', 'none'],
    ['highway=residential motor_vehicle=no motorcar=yes', 'both'],
    ['highway=residential vehicle=private', 'none'],
    ['highway=residential motor_vehicle=destination', 'both'],
    ['highway=track motor_vehicle=agricultural', 'none'],
    ['highway=residential foot=no', 'both'],
    ['highway=residential motor_vehicle:backward=no', 'forward'],
    ['highway=service access=customers', 'both'],
    // Direction.
    ['highway=residential oneway=yes', 'forward'],
    ['highway=residential oneway=1', 'forward'],
    ['highway=residential oneway=-1', 'backward'],
    ['highway=residential oneway=no', 'both'],
    ['highway=residential oneway=reversible', 'none'],
    ['highway=residential oneway=alternating', 'both'],
    ['highway=residential oneway=yes oneway:motor_vehicle=no', 'both'],
    ['highway=tertiary junction=roundabout', 'forward'],
    ['highway=tertiary junction=circular', 'forward'],
    ['highway=tertiary junction=roundabout oneway=-1', 'backward'],
    ['highway=tertiary oneway:foot=yes', 'both'],
  ])('%s: %s', (line, expected) => {
    expect(open(carRules.way(tagsOf(line)))).toBe(expected);
  });

  it.each([
    ['highway=primary', carSpeedsKmh.primary, carSpeedsKmh.primary],
    ['highway=track tracktype=grade1', 20, 20],
    ['highway=primary maxspeed=40', 36, 36],
    ['highway=primary maxspeed=40 maxspeed:backward=20', 36, 18],
    ['highway=primary maxspeed=signals', carSpeedsKmh.primary, carSpeedsKmh.primary],
    ['highway=motorway maxspeed=none', 108, null],
  ])('%s: %s km/h there and %s back', (line, there, back) => {
    const use = carRules.way(tagsOf(line))!;
    expect([speedKmh(use.forwardPerMetre), speedKmh(use.backwardPerMetre)]).toEqual([there, back]);
  });

  it.each([
    ['60', 60],
    [' 60 ', 60],
    ['60 km/h', 60],
    ['60kmh', 60],
    ['30 mph', 48.28032],
    ['10 knots', 18.52],
    ['none', 120],
    ['walk', 5],
    ['CN:urban', 50],
    ['CN:rural', 70],
    ['CN:motorway', 120],
    ['CN:zone:30', 30],
    ['CN:zone30', 30],
    ['60;40', 40],
    ['60;signals', null],
    ['signals', null],
    ['CN:somewhere', null],
    ['0', null],
    ['-40', null],
    ['6000', null],
    ['60 furlongs', null],
    ['', null],
    [undefined, null],
  ])('reads the limit %s as %s', (value, expected) => {
    const kmh = parseMaxspeed(value);
    if (expected === null) expect(kmh).toBeNull();
    else expect(kmh).toBeCloseTo(expected, 9);
  });

  it.each([
    ['highway=traffic_signals', true],
    ['barrier=gate', true],
    ['barrier=gate access=private', false],
    ['barrier=gate locked=yes', false],
    ['barrier=toll_booth', true],
    ['barrier=cattle_grid', true],
    ['barrier=bollard', false],
    ['barrier=bollard bollard=rising', true],
    ['barrier=bollard motor_vehicle=yes', true],
    ['barrier=block', false],
    ['barrier=yes', false],
    ['barrier=lift_gate foot=no', true],
  ])('passes a node with %s: %s', (line, expected) => {
    expect(carRules.passable(tagsOf(line))).toBe(expected);
  });
});
