import type { FacilityKindId } from '../../gis-data/catalogue/index.ts';
import { dayBetween, type FacilityDraft, type FacilityRecord, type FacilityRegister } from './facility-register.ts';
import { countySeat, nearSeat, type Place, type TownshipPlace } from './places.ts';
import { randomStream, type Random } from '../../server/random.ts';

/** County whose public-benefit places are all used, and county whose numbers of places are not on record. */
const fullCounty = '130803';
const unknownCounty = '130822';

const buildingConditions: Readonly<Record<string, string>> = { '130804': 'unsafe', '130826': 'aged' };

function addFuneralHomes(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'funeral homes');
  const counties = [...new Set(townships.map((t) => t.county.code))].filter((code) => code !== fullCounty);
  for (const code of counties.filter((c) => c !== '130827')) {
    const place = nearSeat(countySeat(townships, code), random);
    const condition = buildingConditions[code] ?? 'sound';
    const oldest = condition === 'sound' ? 2009 : 1998;
    const cremators = Array.from({ length: random.integer(2, 4) }, (_, i) => {
      const installedYear = random.integer(oldest, 2023);
      return {
        serial: `${i + 1} 号`,
        installedYear,
        emissionClass: installedYear < 2006 ? 'overLimit' : random.chance(0.15) ? null : 'compliant',
      };
    });
    register.add({
      kind: 'funeralHome',
      name: `${place.at.county.name}殡仪馆`,
      place,
      since: dayBetween(random, 2016, 2019, place),
      level: 'county',
      functions: { cremation: true, ashStorage: random.chance(0.7) },
      attributes: {
        operatorType: 'government',
        builtYear: condition === 'sound' ? random.integer(2003, 2016) : random.integer(1978, 1992),
        floorAreaM2: random.integer(120, 480) * 10,
        cremators,
        buildingCondition: condition,
      },
    });
  }
  // Rebuilt under the plan; it was aged before.
  const rebuilt = register.facilities.find((f) => f.body.kind === 'funeralHome' && f.body.countyId === 'd130825')!;
  register.changeAttributes(rebuilt, '2023-11-01', { builtYear: 2023, buildingCondition: 'sound' });
  rebuilt.body.attributes = { ...rebuilt.body.attributes, builtYear: 1989, buildingCondition: 'aged' };
}

interface BurialSite {
  kind: FacilityKindId;
  label: string;
  scope: 'urban' | 'rural';
  place: Place;
  since: string;
  status?: FacilityDraft['status'];
}

/** Adds one public-benefit site with as many places as its county's case allows. */
function addBurialSite(register: FacilityRegister, site: BurialSite, random: Random): FacilityRecord {
  const { county, township } = site.place.at;
  const plotsTotal = random.integer(6, 40) * 50;
  const used = county.code === fullCounty ? plotsTotal : Math.round(plotsTotal * (0.2 + 0.6 * random.next()));
  const known = county.code !== unknownCounty;
  return register.add({
    kind: site.kind,
    name: `${site.scope === 'urban' ? county.name : township.name}${site.label}`,
    place: site.place,
    since: site.since,
    status: site.status,
    level: site.scope === 'urban' ? 'county' : 'township',
    functions: {
      ecoBurial: site.kind === 'ecoBurialSite' || (random.chance(0.3) ? true : random.chance(0.2) ? null : false),
      ...(site.kind !== 'ecoBurialSite' && { ashStorage: site.kind === 'columbarium' }),
    },
    attributes: {
      operatorType: site.scope === 'urban' ? 'government' : 'collective',
      serviceScope: site.scope,
      publicBenefit: true,
      plotsTotal: known ? plotsTotal : null,
      plotsUsed: known ? used : null,
      ...(site.kind === 'publicCemetery' && {
        // Some exceed the limits of 0.5 and 0.8 m².
        singlePlotAreaM2: random.pick([0.5, 0.5, 0.5, 0.8, null]),
        doublePlotAreaM2: random.pick([0.8, 0.8, 0.8, 1.2, null]),
      }),
    },
  });
}

/**
 * Public-benefit burial sites. By 2020, 9 rural cemeteries and 2 rural columbaria serving a township (plan, chapter 1);
 * today nine counties have a site with places left, one is full, and one has sites whose places are unknown.
 */
function addBurialSites(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'burial sites');
  const free = random.shuffled(townships.filter((t) => !t.urban));
  const takeIn = (countyCode: string): TownshipPlace => {
    const index = free.findIndex((t) => t.county.code === countyCode);
    if (index < 0) throw new RangeError(`County ${countyCode} has no township left for a burial site`);
    return free.splice(index, 1)[0]!;
  };
  const rural = (kind: FacilityKindId, label: string, countyCode: string, years: readonly [number, number]) => {
    const at = takeIn(countyCode);
    // Away from the seat: the farthest of the township's villages.
    const place = { at, village: at.villages.at(-1)! };
    const since = dayBetween(random, years[0], years[1], place);
    return addBurialSite(register, { kind, label, scope: 'rural', place, since }, random);
  };
  const upTo2020 = [2016, 2020] as const;
  const later = [2021, 2025] as const;
  const nineCounties = ['130803', '130821', '130822', '130824', '130825', '130826', '130827', '130828', '130881'];

  const cemeteries = nineCounties.map((code) => rural('publicCemetery', '农村公益性公墓', code, upTo2020));
  fillUp(register, cemeteries[0]!);
  for (const code of ['130821', '130828']) rural('columbarium', '农村公益性骨灰堂', code, upTo2020);
  for (const code of nineCounties.slice(1).filter((c) => c !== unknownCounty)) {
    rural('publicCemetery', '农村公益性公墓', code, later);
    if (random.chance(0.6)) rural('publicCemetery', '农村公益性公墓', code, later);
    if (random.chance(0.4)) rural('columbarium', '农村公益性骨灰堂', code, later);
    if (random.chance(0.5)) rural('ecoBurialSite', '节地生态安葬点', code, later);
  }
  rural('columbarium', '农村公益性骨灰堂', unknownCounty, later);
  rural('publicCemetery', '农村公益性公墓', '130804', [2022, 2023]);

  // Of the two urban sites that the plan asks for, one is confirmed and one has an unknown status.
  const urban = (countyCode: string, since: string, status?: null) => {
    const place = nearSeat(countySeat(townships, countyCode), random);
    addBurialSite(
      register,
      { kind: 'publicCemetery', label: '城市公益性公墓', scope: 'urban', place, since, status },
      random,
    );
  };
  urban('130802', '2022-06-18');
  urban('130881', '2024-09-10', null);
}

/** The full county's cemetery still had places until the end of 2023. */
function fillUp(register: FacilityRegister, cemetery: FacilityRecord) {
  const { plotsTotal } = cemetery.body.attributes;
  register.changeAttributes(cemetery, '2024-01-01', { plotsUsed: plotsTotal });
  cemetery.body.attributes = { ...cemetery.body.attributes, plotsUsed: Math.round(Number(plotsTotal) * 0.8) };
}

function addCommercialCemeteries(register: FacilityRegister, townships: readonly TownshipPlace[], seed: number) {
  const random = randomStream(seed, 'commercial cemeteries');
  for (const code of ['130802', '130821', '130825']) {
    const at = townships.find((t) => t.county.code === code && !t.urban)!;
    const place = { at, village: at.villages.at(-1)! };
    const plotsTotal = random.integer(40, 120) * 100;
    register.add({
      kind: 'commercialCemetery',
      name: `${at.county.name}经营性公墓`,
      place,
      since: dayBetween(random, 2016, 2018, place),
      level: 'county',
      functions: { ecoBurial: random.chance(0.5), ashStorage: random.chance(0.5) },
      attributes: {
        operatorType: 'private',
        serviceScope: 'urban',
        publicBenefit: false,
        plotsTotal,
        plotsUsed: Math.round(plotsTotal * 0.6),
        singlePlotAreaM2: random.pick([0.5, 1]),
        doublePlotAreaM2: random.pick([0.8, 1.5]),
      },
    });
  }
}

/** Adds funeral services. */
export function addFuneralServices(
  register: FacilityRegister,
  townships: readonly TownshipPlace[],
  seed: number,
): void {
  addFuneralHomes(register, townships, seed);
  addBurialSites(register, townships, seed);
  addCommercialCemeteries(register, townships, seed);
}
