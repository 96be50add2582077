import { text, type Text } from '../../../gis-data/catalogue/index.ts';
import { byDemand, costRowsOf } from './cost-rows.ts';
import type { RowFault, TableName } from './fault.ts';
import { FREE, OPEN, type LocationProblem } from './problem.ts';

/** Rows as a file has them; numbers finite and not negative, or refused already where they were read. */
export interface DemandRow {
  readonly row: number;
  readonly id: string;
  readonly weight: number;
  /** Empty: in no group. */
  readonly group: string;
}
export interface SiteRow {
  readonly row: number;
  readonly id: string;
  /** Null: not stated. */
  readonly capacity: number | null;
  /** 1: must be open. */
  readonly fixed: number | null;
  readonly price: number | null;
  /** Empty: on its own. */
  readonly place: string;
  readonly group: string;
}
export interface CostRow {
  readonly row: number;
  readonly demandId: string;
  readonly siteId: string;
  readonly cost: number;
}

/** Which optional columns of the site table are there, and whether capacities count. */
export interface SiteColumns {
  readonly capacity: boolean;
  readonly price: boolean;
  /** Whether the question asks for capacities: then a site without one is refused. */
  readonly capacitated: boolean;
}

/** Makes a location problem of three tables, row by row: all demand and all sites first, then the costs. */
export interface LocationTables {
  addDemand(row: DemandRow): void;
  addSite(row: SiteRow): void;
  addCost(row: CostRow): void;
  /** The problem; null when something was refused. */
  finish(): LocationProblem | null;
}

/**
 * @param files names of the tables' files, for messages
 * @param refuse told of every fault: ids and pairs that occur twice, ids that are nowhere, tables without a row, prices and
 *   capacities that are missing
 * @example
 * const tables = createLocationTables({ demand: 'd.csv', sites: 's.csv', costs: 'c.csv' }, columns, (fault) => faults.push(fault));
 */
export function createLocationTables(
  files: Readonly<Record<'demand' | 'sites' | 'costs', string>>,
  columns: SiteColumns,
  refuse: (fault: RowFault) => void,
): LocationTables {
  let faults = 0;
  const fault = (table: TableName, row: number, field: string, code: string, message: Text) => {
    faults++;
    refuse({ table, row, field, code, message });
  };
  const groups = createNames();
  const places = createNames();
  const demand: DemandRow[] = [];
  const sites: SiteRow[] = [];
  const positions = { demand: new Map<string, number>(), sites: new Map<string, number>() };
  const triples = { demand: [] as number[], site: [] as number[], cost: [] as number[], row: [] as number[] };

  function add<Row extends { id: string; row: number }>(table: 'demand' | 'sites', rows: Row[], row: Row): void {
    const earlier = positions[table].get(row.id);
    if (earlier === undefined) positions[table].set(row.id, rows.length);
    else fault(table, row.row, 'id', 'duplicate-id', twice(row.id, rows[earlier]!.row));
    rows.push(row);
  }

  function positionOf(table: 'demand' | 'sites', id: string, row: number, field: string): number {
    const position = positions[table].get(id);
    if (position === undefined) fault('costs', row, field, 'unknown-id', unknownId(id, files[table]));
    return position ?? -1;
  }

  function refuseDuplicatePairs(): void {
    const { rowStart, order } = byDemand(demand.length, triples.demand);
    const seenFor = new Int32Array(sites.length).fill(-1);
    const seenIn = new Float64Array(sites.length);
    for (let d = 0; d < demand.length; d++) {
      for (const at of order.subarray(rowStart[d], rowStart[d + 1])) {
        const [site, row] = [triples.site[at]!, triples.row[at]!];
        if (seenFor[site] === d)
          fault('costs', row, 'site_id', 'duplicate-pair', twicePair(demand[d]!.id, sites[site]!.id, seenIn[site]!));
        else {
          seenFor[site] = d;
          seenIn[site] = row;
        }
      }
    }
  }

  return {
    addDemand: (row) => add('demand', demand, row),
    addSite(row) {
      if (columns.price && row.price === null) fault('sites', row.row, 'price', 'empty', missingPrice);
      if (columns.capacitated && columns.capacity && row.capacity === null)
        fault('sites', row.row, 'capacity', 'empty', missingCapacity);
      add('sites', sites, row);
    },
    addCost({ row, demandId, siteId, cost }) {
      const from = positionOf('demand', demandId, row, 'demand_id');
      const to = positionOf('sites', siteId, row, 'site_id');
      if (from === -1 || to === -1) return;
      triples.demand.push(from);
      triples.site.push(to);
      triples.cost.push(cost);
      triples.row.push(row);
    },
    finish() {
      if (demand.length === 0) fault('demand', 1, 'id', 'empty-table', noDemand(files.demand));
      if (sites.length === 0) fault('sites', 1, 'id', 'empty-table', noSites(files.sites));
      refuseDuplicatePairs();
      if (faults > 0) return null;
      const demandGroup = groups.positions(demand.map(({ group }) => group));
      const siteGroup = groups.positions(sites.map(({ group }) => group));
      return {
        demand: {
          ids: demand.map(({ id }) => id),
          weight: Float64Array.from(demand, ({ weight }) => weight),
          group: demandGroup,
        },
        sites: {
          ids: sites.map(({ id }) => id),
          state: Uint8Array.from(sites, ({ fixed }) => (fixed === 1 ? OPEN : FREE)),
          capacity: columns.capacity ? Float64Array.from(sites, ({ capacity }) => capacity ?? Infinity) : null,
          price: columns.price
            ? { open: Float64Array.from(sites, ({ price }) => price!), shut: new Float64Array(sites.length) }
            : null,
          place: places.positions(sites.map(({ place }) => place)),
          group: siteGroup,
        },
        costs: costRowsOf(demand.length, triples),
        groups: groups.names,
      };
    },
  };
}

/** Names in the order in which they first occur. */
function createNames() {
  const names: string[] = [];
  const known = new Map<string, number>();
  return {
    names,
    /** @returns position of each one's name, −1 for an empty one; null when all are empty */
    positions(given: readonly string[]): Int32Array | null {
      if (given.every((name) => name === '')) return null;
      return Int32Array.from(given, (name) => {
        if (name === '') return -1;
        let position = known.get(name);
        if (position === undefined) known.set(name, (position = names.push(name) - 1));
        return position;
      });
    },
  };
}

const twice = (id: string, row: number) =>
  text(`编号 ${id} 与第 ${row} 行重复,请删去一行`, `Id ${id} is also in row ${row}; remove one of them`);

const twicePair = (demandId: string, siteId: string, row: number) =>
  text(
    `${demandId} 到 ${siteId} 的成本已在第 ${row} 行,请删去一行`,
    `The cost from ${demandId} to ${siteId} is also in row ${row}; remove one of them`,
  );

const unknownId = (id: string, file: string) =>
  text(`${file} 中没有编号 ${id};请在其中补上,或删去此行`, `${file} has no id ${id}; add it there or remove this row`);

const noDemand = (file: string) =>
  text(`${file} 没有一行需求;请至少填一行`, `${file} has no row of demand; give at least one`);

const noSites = (file: string) =>
  text(`${file} 没有一个候选地点;请至少填一行`, `${file} has no candidate site; give at least one`);

const missingPrice = text('缺少价格;不花钱的请填 0', 'The price is missing; enter 0 where nothing is to be paid');

const missingCapacity = text(
  '缺少容量;请填写,容量不明不等于没有上限',
  'The capacity is missing; fill it in: an unknown capacity is not an unlimited one',
);
