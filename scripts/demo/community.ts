import { dayBetween, type FacilityRecord, type FacilityRegister } from './facility-register.ts';
import { countySeat, nearSeat, villagePlaces, type Place, type TownshipPlace } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';
import { shareOut } from './shares.ts';

/** A community service facility with a volunteer station: yes, unknown; the rest: no. */
const volunteerShares = { yes: 0.765, unknown: 0.055 };
const unknownFloorAreas = 25;

/**
 * 社区综合服务设施: in all communities and 60 % of the villages by 2020 (plan, chapter 1), some more villages later.
 */
function addCommunityFacilities(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'community facilities');
  const villages = random.shuffled(villagePlaces(townships, 'village'));
  const upTo2020 = Math.round(villages.length * 0.6);
  const places = [...villagePlaces(townships, 'community'), ...villages.slice(0, upTo2020 + 90)];
  const early = places.length - 90;
  const inRandomOrder = random.shuffled(places.map((_, i) => i));
  const rank = new Map(inRandomOrder.map((index, position) => [index, position]));

  const volunteerStation = (i: number) => {
    const share = (rank.get(i)! + 0.5) / places.length;
    if (share < volunteerShares.yes) return true;
    return share < volunteerShares.yes + volunteerShares.unknown ? null : false;
  };
  const areasUnknown = new Set(random.shuffled(places.map((_, i) => i)).slice(0, unknownFloorAreas));

  const added = places.map((place, i) => {
    const { village, at } = place;
    const urban = village.type === 'community';
    const floorAreaM2 = urban ? random.integer(300, 920) : random.integer(80, 250);
    return register.add({
      kind: 'communityFacility',
      name: urban ? `${village.name}综合服务站` : `${at.township.name}${village.name}综合服务站`,
      place,
      since: i < early ? dayBetween(random, 2016, 2020, place) : dayBetween(random, 2021, 2025, place),
      status: i >= early && i % 9 === 0 ? 'building' : 'operating',
      level: 'village',
      functions: { volunteerStation: volunteerStation(i), meals: random.chance(0.25), dayCare: random.chance(0.2) },
      attributes: { floorAreaM2: areasUnknown.has(i) ? null : floorAreaM2 },
    });
  });
  addCommunityChanges(register, added);
  addVolunteerStations(register, added, places, random);
}

function addCommunityChanges(register: FacilityRegister, facilities: readonly FacilityRecord[]) {
  const known = facilities.filter(
    (f) => f.effectiveFrom < '2021-01-01' && f.body.attributes.floorAreaM2 !== null && f.body.entrance !== null,
  );
  register.changeAttributes(known[12]!, '2022-10-20', {
    floorAreaM2: Number(known[12]!.body.attributes.floorAreaM2) + 240,
  });
  register.changeAttributes(known[300]!, '2024-05-06', {
    floorAreaM2: Number(known[300]!.body.attributes.floorAreaM2) + 90,
  });
  // Located by a survey only after it had been on record for years.
  const surveyed = known[700]!;
  const { entrance, sourceCrs, accuracyM } = surveyed.body;
  register.change(surveyed, '2023-04-11', { entrance, sourceCrs, accuracyM });
  Object.assign(surveyed.body, { entrance: null, sourceCrs: null, accuracyM: null });
}

/** Volunteer stations that have a record of their own, in facilities that are on record as having one. */
function addVolunteerStations(
  register: FacilityRegister,
  facilities: readonly FacilityRecord[],
  places: readonly Place[],
  random: Random,
) {
  const hosts = facilities
    .map((host, i) => ({ host, place: places[i]! }))
    .filter(({ host }) => host.body.functions.volunteerStation === true && host.body.status === 'operating');
  for (const { host, place } of random.shuffled(hosts).slice(0, 24)) {
    const opened = dayBetween(random, 2020, 2025, place);
    register.add({
      kind: 'volunteerStation',
      name: `${place.village.name}志愿服务站`,
      place,
      since: opened > host.effectiveFrom ? opened : host.effectiveFrom,
      level: 'village',
      attributes: { hostFacilityCode: host.body.code },
    });
  }
}

/** 综合服务窗口: 191 of 217 townships confirmed and 7 unknown, so that 90 % is neither reached nor out of reach. */
function addServiceWindows(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'service windows');
  random
    .shuffled(townships)
    .slice(0, 204)
    .forEach((at, i) => {
      const place = nearSeat(at, random);
      const status = i < 191 ? 'operating' : i < 198 ? null : 'building';
      register.add({
        kind: 'serviceWindow',
        name: `${at.township.name}综合服务窗口`,
        place,
        since: status === 'building' ? dayBetween(random, 2025, 2025, place) : dayBetween(random, 2018, 2025, place),
        status,
        level: 'township',
        functions: { residenceApplication: random.chance(0.92) ? true : random.chance(0.5) ? null : false },
        attributes: { operatorType: 'government', floorAreaM2: random.integer(4, 20) * 10 },
      });
    });
}

/** 未成年人保护工作站: 124 of 217 townships confirmed, 3 unknown. */
function addChildProtection(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'child protection');
  random
    .shuffled(townships)
    .slice(0, 132)
    .forEach((at, i) => {
      const place = nearSeat(at, random);
      const status = i < 124 ? 'operating' : i < 127 ? null : 'building';
      register.add({
        kind: 'childProtectionStation',
        name: `${at.township.name}未成年人保护工作站`,
        place,
        since: status === 'building' ? dayBetween(random, 2025, 2025, place) : dayBetween(random, 2020, 2025, place),
        status,
        level: 'township',
        attributes: { dedicatedStaff: random.chance(0.9) ? random.integer(1, 3) : null },
      });
    });
}

/** Counties in the order of their codes. */
const countyCodes = (townships: readonly TownshipPlace[]) => [...new Set(townships.map((t) => t.county.code))];

function addCountyInstitutions(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'county institutions');
  const seat = (countyCode: string) => nearSeat(countySeat(townships, countyCode), random);

  const incubator = (place: Place, area: string, level: 'city' | 'county') =>
    register.add({
      kind: 'incubator',
      name: `${area}社会组织孵化基地`,
      place,
      since: dayBetween(random, 2018, 2025, place),
      level,
      attributes: { floorAreaM2: random.integer(20, 150) * 10 },
    });
  // 10 of 12: the city's own and nine counties'.
  incubator(seat('130802'), '承德市', 'city');
  const withIncubator = new Set(random.shuffled(countyCodes(townships)).slice(0, 9));
  for (const code of countyCodes(townships).filter((c) => withIncubator.has(c))) {
    const place = seat(code);
    incubator(place, place.at.county.name, 'county');
  }

  // 3 儿童福利机构: plan, chapter 1.
  for (const code of ['130802', '130826', '130828']) {
    const place = seat(code);
    const beds = random.integer(3, 12) * 10;
    register.add({
      kind: 'childWelfareInstitution',
      name: `${place.at.county.name}儿童福利院`,
      place,
      since: dayBetween(random, 2016, 2019, place),
      level: 'county',
      attributes: { operatorType: 'government', beds },
    });
  }
  for (const code of ['130802', '130821', '130824', '130825', '130881']) {
    const place = seat(code);
    register.add({
      kind: 'reliefStation',
      name: `${place.at.county.name}救助管理站`,
      place,
      since: dayBetween(random, 2016, 2020, place),
      level: 'county',
      attributes: { operatorType: 'government', beds: random.integer(1, 5) * 10 },
    });
  }
  countyCodes(townships).forEach((code, i) => {
    const place = seat(code);
    register.add({
      kind: 'marriageRegistry',
      name: `${place.at.county.name}婚姻登记处`,
      place,
      since: dayBetween(random, 2016, 2020, place),
      level: 'county',
      functions: {
        counsellingRoom: i % 4 !== 2,
        certificateHall: i % 5 === 4 ? null : i % 6 !== 3,
        crossProvinceRegistration: true,
      },
      attributes: { operatorType: 'government', ownPremises: i % 5 === 1 ? false : i === 7 ? null : true },
    });
  });
}

/** 福彩网点: 562, most of them in communities. */
function addLotteryOutlets(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'lottery outlets');
  const places = [...villagePlaces(townships, 'community'), ...villagePlaces(townships, 'village')];
  const shares = shareOut(
    562,
    places.map(({ village }) => village.counts.population * (village.type === 'community' ? 1 : 0.08)),
  );
  const serials = new Map<string, number>();
  places.forEach((place, i) => {
    for (let k = 0; k < shares[i]!; k++) {
      const { name } = place.at.township;
      const serial = (serials.get(name) ?? 0) + 1;
      serials.set(name, serial);
      register.add({
        kind: 'lotteryOutlet',
        name: `${name}福彩 ${serial} 号网点`,
        place,
        since: dayBetween(random, 2016, 2025, place),
        level: 'village',
      });
    }
  });
}

/** Adds community and social services. */
export function addCommunityServices(
  register: FacilityRegister,
  townships: readonly TownshipPlace[],
  seed: number,
): void {
  addCommunityFacilities(register, townships, seed);
  addServiceWindows(register, townships, seed);
  addChildProtection(register, townships, seed);
  addCountyInstitutions(register, townships, seed);
  addLotteryOutlets(register, townships, seed);
}
