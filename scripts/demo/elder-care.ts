import type { FacilityFunctionId, FacilityKindId, FacilityStatusId } from '../../gis-data/catalogue/index.ts';
import type { FacilityBody } from '../../server/facilities/contract.ts';
import { dayBetween, type FacilityRecord, type FacilityRegister } from './facility-register.ts';
import { Names } from './names.ts';
import { countySeat, nearSeat, placesByPopulation, villagePlaces, type Place, type TownshipPlace } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';

type Functions = FacilityBody['functions'];

const centreFunctions: readonly FacilityFunctionId[] = ['fullDayCare', 'dayCare', 'homeVisits', 'regionalCoordination'];
const guidanceFunctions: readonly FacilityFunctionId[] = [
  'industryManagement',
  'technicalGuidance',
  'emergencySupport',
  'trainingDemonstration',
];

/** True, false or unknown, with the given chance of true; one in ten of the rest is unknown. */
const perhaps = (random: Random, chance: number) => (random.chance(chance) ? true : random.chance(0.1) ? null : false);

const allTrue = (ids: readonly FacilityFunctionId[]): Functions => Object.fromEntries(ids.map((id) => [id, true]));

/**
 * The city's elder-care institutions, opened up to 2020 (103, of which 72 run by social operators: plan, chapter 1) and
 * later, by kind and operator. `nursingShare` is the least and greatest share of nursing beds.
 */
const institutions: readonly {
  kind: FacilityKindId;
  operatorType: string;
  openedUpTo2020: number;
  openedLater: number;
  beds: readonly [number, number];
  nursingShare: readonly [number, number];
  /** How many have not had their nursing beds assessed (认定). */
  unassessed: number;
}[] = [
  {
    kind: 'destituteCareHome',
    operatorType: 'government',
    openedUpTo2020: 31,
    openedLater: 2,
    beds: [40, 120],
    nursingShare: [0.48, 0.78],
    unassessed: 3,
  },
  {
    kind: 'destituteCareHome',
    operatorType: 'publicBuiltPrivatelyRun',
    openedUpTo2020: 8,
    openedLater: 0,
    beds: [60, 140],
    nursingShare: [0.5, 0.8],
    unassessed: 0,
  },
  {
    kind: 'nursingHome',
    operatorType: 'private',
    openedUpTo2020: 50,
    openedLater: 8,
    beds: [50, 220],
    nursingShare: [0.24, 0.54],
    unassessed: 6,
  },
  {
    kind: 'medicalNursingHome',
    operatorType: 'private',
    openedUpTo2020: 14,
    openedLater: 4,
    beds: [80, 280],
    nursingShare: [0.5, 0.8],
    unassessed: 1,
  },
];

function institutionName(kind: FacilityKindId, place: Place, brand: string): string {
  if (kind === 'destituteCareHome') return `${place.at.township.name}敬老院`;
  return `${place.at.county.name}${brand}${kind === 'nursingHome' ? '养老院' : '医养中心'}`;
}

function addInstitutions(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'institutions');
  const names = new Names(randomStream(seed, 'institution names'));
  const villageTownships = random.shuffled(townships.filter((t) => !t.urban));
  const added: FacilityRecord[] = [];

  for (const group of institutions) {
    const total = group.openedUpTo2020 + group.openedLater;
    const places =
      group.kind === 'destituteCareHome'
        ? villageTownships.splice(0, total).map((at) => nearSeat(at, random))
        : placesByPopulation(townships, total, random);
    random.shuffled(places).forEach((place, i) => {
      const early = i < group.openedUpTo2020;
      const beds = random.integer(group.beds[0] / 10, group.beds[1] / 10) * 10;
      const [least, most] = group.nursingShare;
      const share = least + (most - least) * random.next() + (early ? 0 : 0.08);
      const assessed = i >= group.unassessed;
      added.push(
        register.add({
          kind: group.kind,
          name: institutionName(group.kind, place, names.brand()),
          place,
          since: early ? dayBetween(random, 2016, 2020, place) : dayBetween(random, 2021, 2025, place),
          level: group.kind === 'destituteCareHome' ? 'township' : 'county',
          functions: {
            fullDayCare: true,
            dayCare: perhaps(random, 0.5),
            homeVisits: perhaps(random, 0.3),
            regionalCoordination: false,
            meals: perhaps(random, 0.6),
          },
          attributes: {
            operatorType: group.operatorType,
            floorAreaM2: beds * random.integer(22, 38),
            beds,
            nursingBeds: assessed ? Math.round(beds * share) : null,
            occupiedBeds: Math.round(beds * (0.35 + 0.5 * random.next())),
            ...(group.kind === 'destituteCareHome' && { destituteBeds: Math.round(beds * 0.7) }),
            medicalMode:
              group.kind === 'medicalNursingHome'
                ? random.pick(['clinicInside', 'inHospital'])
                : random.pick(['none', 'contracted', 'contracted']),
            fireAccepted: perhaps(random, 0.9),
            starRating: random.chance(0.5) ? random.integer(1, 4) : null,
          },
        }),
      );
    });
  }
  addInstitutionChanges(register, added);
}

/** A few later changes, so that history shows something: beds assessed, institutions suspended or closed. */
function addInstitutionChanges(register: FacilityRegister, institutionRecords: readonly FacilityRecord[]) {
  const early = institutionRecords.filter(
    ({ effectiveFrom, body }) => effectiveFrom < '2021-01-01' && body.attributes.nursingBeds !== null,
  );
  const homes = early.filter(({ body }) => body.kind === 'nursingHome');
  register.changeStatus(homes[4]!, '2023-05-18', 'suspended');
  register.changeStatus(homes[9]!, '2024-03-01', 'closed');
  for (const [record, day] of [
    [homes[14]!, '2022-06-30'],
    [homes[21]!, '2023-09-15'],
    [early[2]!, '2024-07-01'],
  ] as const) {
    register.changeAttributes(record, day, { nursingBeds: Math.round(Number(record.body.attributes.beds) * 0.7) });
  }
}

/** What becomes of a township's 区域养老服务中心. */
type CentreOutcome =
  | 'confirmed'
  | 'functionUnknown'
  | 'statusUnknown'
  | 'functionMissing'
  | 'suspended'
  | 'suspendedLater'
  | 'building'
  | 'planned'
  | 'none';

/**
 * Outcomes for towns and 乡. With 13 of the 14 街道 they confirm 125 of 217 townships and leave 6 unknown, so that 60 %
 * (131) is neither reached nor out of reach.
 */
const townCentres: Readonly<Partial<Record<CentreOutcome, number>>> = {
  confirmed: 112,
  functionUnknown: 4,
  statusUnknown: 2,
  functionMissing: 13,
  suspended: 2,
  suspendedLater: 3,
  building: 6,
  planned: 3,
};

function centreOutcomes(townships: readonly TownshipPlace[], random: Random): Map<TownshipPlace, CentreOutcome> {
  const isSubdistrict = (t: TownshipPlace) => t.township.type === 'subdistrict';
  const listed = Object.entries(townCentres).flatMap(([outcome, n]) =>
    Array.from({ length: n }, () => outcome as CentreOutcome),
  );
  const outcomes = new Map<TownshipPlace, CentreOutcome>();
  random.shuffled(townships.filter((t) => !isSubdistrict(t))).forEach((t, i) => outcomes.set(t, listed[i] ?? 'none'));
  // One 街道 lacks a function, so that the condition on all 14 fails by a single step.
  random.shuffled(townships.filter(isSubdistrict)).forEach((t, i) => {
    outcomes.set(t, i === 0 ? 'functionMissing' : 'confirmed');
  });
  return outcomes;
}

function centreStatus(outcome: CentreOutcome): FacilityStatusId | null {
  if (outcome === 'statusUnknown') return null;
  if (outcome === 'building' || outcome === 'planned' || outcome === 'suspended') return outcome;
  return 'operating';
}

function addRegionalCentres(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'regional centres');
  const outcomes = centreOutcomes(townships, random);
  const suspensionDays = ['2024-02-20', '2024-08-05', '2025-03-11'];
  const lacking: FacilityRecord[] = [];
  for (const at of townships) {
    const outcome = outcomes.get(at)!;
    if (outcome === 'none') continue;
    const place = nearSeat(at, random);
    const open = outcome !== 'building' && outcome !== 'planned';
    const functions: Functions = { ...allTrue(centreFunctions), meals: perhaps(random, 0.7) };
    if (outcome === 'functionMissing') functions[random.pick(centreFunctions)] = false;
    if (outcome === 'functionUnknown') functions[random.pick(centreFunctions)] = null;
    const beds = random.integer(2, 9) * 10;
    const record = register.add({
      kind: 'regionalCentre',
      name: `${at.township.name}区域养老服务中心`,
      place,
      // Most open in the plan period, so that coverage rises over its years.
      since: open
        ? dayBetween(random, random.chance(0.65) ? 2021 : 2018, 2025, place)
        : dayBetween(random, 2024, 2025, place),
      status: centreStatus(outcome),
      level: 'township',
      functions,
      attributes: {
        operatorType: random.pick(['government', 'publicBuiltPrivatelyRun', 'private']),
        floorAreaM2: random.integer(40, 180) * 10,
        beds,
        nursingBeds: open ? Math.round(beds * (0.4 + 0.4 * random.next())) : null,
      },
    });
    if (outcome === 'suspendedLater') {
      const day = suspensionDays.pop()!;
      record.effectiveFrom = record.body.statusSince = dayBetween(random, 2018, 2022, place);
      register.changeStatus(record, day, 'suspended');
    }
    if (outcome === 'functionMissing') lacking.push(record);
  }
  addFunctionGain(register, lacking[0]!);
}

/** One centre begins with one more function missing than it has today. */
function addFunctionGain(register: FacilityRegister, record: FacilityRecord) {
  const today = record.body.functions;
  const gained = centreFunctions.find((id) => today[id] === true)!;
  record.body.functions = { ...today, [gained]: false };
  record.effectiveFrom = record.body.statusSince = '2019-04-16';
  register.change(record, '2023-06-01', { functions: today });
}

function addHomeCare(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'home care');
  const urban = townships.filter((t) => t.urban);
  // 21 综合性居家养老服务中心 up to 2020: plan, chapter 1.
  random
    .shuffled([...urban, ...urban])
    .slice(0, 27)
    .forEach((at, i) => {
      const place = nearSeat(at, random);
      const serial = i < urban.length ? '' : '第二';
      register.add({
        kind: 'homeCareCentre',
        name: `${at.township.name}${serial}综合性居家养老服务中心`,
        place,
        since: i < 21 ? dayBetween(random, 2016, 2020, place) : dayBetween(random, 2021, 2025, place),
        level: 'township',
        functions: {
          dayCare: true,
          homeVisits: true,
          meals: perhaps(random, 0.8),
          volunteerStation: perhaps(random, 0.6),
        },
        attributes: {
          operatorType: 'private',
          floorAreaM2: random.integer(30, 120) * 10,
          beds: random.integer(1, 4) * 10,
        },
      });
    });

  // 117 日间照料站 up to 2020: plan, chapter 1.
  random
    .shuffled(villagePlaces(townships, 'community'))
    .slice(0, 147)
    .forEach((place, i) => {
      register.add({
        kind: 'dayCareStation',
        name: `${place.village.name}日间照料站`,
        place,
        since: i < 117 ? dayBetween(random, 2016, 2020, place) : dayBetween(random, 2021, 2025, place),
        status: i % 40 === 39 ? 'suspended' : 'operating',
        level: 'village',
        functions: {
          dayCare: true,
          homeVisits: perhaps(random, 0.7),
          meals: perhaps(random, 0.6),
          volunteerStation: perhaps(random, 0.5),
        },
        attributes: { floorAreaM2: random.integer(15, 60) * 10, capacity: random.integer(15, 60) },
      });
    });
}

function addMutualHelpHomes(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'mutual-help homes');
  random
    .shuffled(villagePlaces(townships, 'village'))
    .slice(0, 700)
    .forEach((place, i) => {
      register.add({
        kind: 'mutualHelpHome',
        name: `${place.at.township.name}${place.village.name}互助幸福院`,
        place,
        since: dayBetween(random, 2016, 2025, place),
        status: i % 50 === 48 ? 'suspended' : i % 50 === 49 ? null : 'operating',
        level: 'village',
        functions: { dayCare: perhaps(random, 0.7), homeVisits: perhaps(random, 0.4), meals: perhaps(random, 0.6) },
        attributes: {
          operatorType: 'collective',
          floorAreaM2: random.integer(8, 30) * 10,
          capacity: random.integer(8, 30),
        },
      });
    });
}

/** Eight guidance centres with all four functions, two that lack one, one with a function unknown. */
function addGuidanceCentres(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'guidance centres');
  const countyCodes = [...new Set(townships.map((t) => t.county.code))];
  random.shuffled(countyCodes).forEach((countyCode, i) => {
    const place = nearSeat(countySeat(townships, countyCode), random);
    const functions = allTrue(guidanceFunctions);
    if (i < 2) functions[random.pick(guidanceFunctions)] = false;
    if (i === 2) functions[random.pick(guidanceFunctions)] = null;
    register.add({
      kind: 'guidanceCentre',
      name: `${place.at.county.name}养老服务指导中心`,
      place,
      since: dayBetween(random, 2020, 2025, place),
      level: 'county',
      functions,
      attributes: { operatorType: 'government', floorAreaM2: random.integer(30, 120) * 10 },
    });
  });
}

/** Adds the facilities of elder care. */
export function addElderCare(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number): void {
  addInstitutions(register, townships, seed);
  addRegionalCentres(register, townships, seed);
  addHomeCare(register, townships, seed);
  addMutualHelpHomes(register, townships, seed);
  addGuidanceCentres(register, townships, seed);
}
