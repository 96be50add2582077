import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../server/random.ts';
import { checkTables } from '../../../server/siting/problem/check-tables.ts';
import { costRowsOf } from '../../../server/siting/problem/cost-rows.ts';
import type { RowFault } from '../../../server/siting/problem/fault.ts';
import { readOrlib } from '../../../server/siting/problem/orlib.ts';
import type { LocationProblem } from '../../../server/siting/problem/problem.ts';
import { createLocationTables, type SiteColumns, type SiteRow } from '../../../server/siting/problem/tables.ts';

const files = { demand: 'd.csv', sites: 's.csv', costs: 'c.csv' };
const noColumns: SiteColumns = { capacity: false, price: false, capacitated: false };

const site = (row: number, id: string, rest: Partial<SiteRow> = {}): SiteRow => ({
  ...{ row, id, capacity: null, fixed: null, price: null, place: '', group: '' },
  ...rest,
});

function tablesWith(columns: Partial<SiteColumns> = {}) {
  const faults: RowFault[] = [];
  return { faults, tables: createLocationTables(files, { ...noColumns, ...columns }, (fault) => faults.push(fault)) };
}

/** Costs of a problem as `demand site cost`, row by row. */
const pairsOf = ({ demand, sites, costs }: LocationProblem) =>
  demand.ids.flatMap((id, d) =>
    Array.from(costs.site.subarray(costs.rowStart[d], costs.rowStart[d + 1]), (s, i) =>
      [id, sites.ids[s], costs.cost[costs.rowStart[d]! + i]].join(' '),
    ),
  );

describe('tables', () => {
  it('makes a problem in which what is absent is out of reach', () => {
    const { tables, faults } = tablesWith({ capacity: true, price: true });
    tables.addDemand({ row: 2, id: 'a', weight: 5, group: 'north' });
    tables.addDemand({ row: 3, id: 'b', weight: 0, group: '' });
    tables.addSite(site(2, 'x', { capacity: 7, price: 3, fixed: 1, place: 'hill', group: 'south' }));
    tables.addSite(site(3, 'y', { price: 0, fixed: 0, place: 'hill', group: 'north' }));
    tables.addCost({ row: 2, demandId: 'a', siteId: 'y', cost: 4 });
    tables.addCost({ row: 3, demandId: 'b', siteId: 'y', cost: 0 });
    tables.addCost({ row: 4, demandId: 'a', siteId: 'x', cost: 2 });
    const problem = tables.finish()!;
    expect(faults).toEqual([]);
    expect(pairsOf(problem)).toEqual(['a x 2', 'a y 4', 'b y 0']);
    expect(problem.groups).toEqual(['north', 'south']);
    expect([...problem.demand.group!]).toEqual([0, -1]);
    expect([...problem.sites.group!]).toEqual([1, 0]);
    expect([...problem.sites.place!]).toEqual([0, 0]);
    expect([...problem.sites.state]).toEqual([1, 0]);
    expect([...problem.sites.capacity!]).toEqual([7, Infinity]);
    expect([...problem.sites.price!.open]).toEqual([3, 0]);
    expect(() => checkTables(problem)).not.toThrow();
  });

  it('tells every fault at its row', () => {
    const { tables, faults } = tablesWith({ capacity: true, price: true, capacitated: true });
    tables.addDemand({ row: 2, id: 'a', weight: 1, group: '' });
    tables.addDemand({ row: 3, id: 'a', weight: 1, group: '' });
    tables.addSite(site(2, 'x', { price: 1 }));
    tables.addSite(site(3, 'x', { capacity: 1 }));
    tables.addCost({ row: 2, demandId: 'a', siteId: 'x', cost: 4 });
    tables.addCost({ row: 3, demandId: 'A', siteId: 'z', cost: 4 });
    tables.addCost({ row: 4, demandId: 'a', siteId: 'x', cost: 4 });
    tables.addCost({ row: 5, demandId: 'a', siteId: 'x', cost: 5 });
    expect(tables.finish()).toBeNull();
    expect(faults.map(({ table, row, field, code }) => `${table} ${row} ${field} ${code}`)).toEqual([
      'demand 3 id duplicate-id',
      'sites 2 capacity empty',
      'sites 3 price empty',
      'sites 3 id duplicate-id',
      'costs 3 demand_id unknown-id',
      'costs 3 site_id unknown-id',
      'costs 4 site_id duplicate-pair',
      'costs 5 site_id duplicate-pair',
    ]);
    expect(faults[0]!.message.en).toContain('row 2');
    expect(faults[4]!.message.en).toContain('d.csv has no id A');
  });

  it('refuses an empty candidate set and an empty demand', () => {
    const { tables, faults } = tablesWith();
    expect(tables.finish()).toBeNull();
    expect(faults.map(({ table, code }) => `${table} ${code}`)).toEqual(['demand empty-table', 'sites empty-table']);
  });

  it('orders costs by demand, cost and site, in shared memory', () => {
    const triples = { demand: [2, 0, 2, 2, 0], site: [1, 3, 0, 2, 1], cost: [5, 1, 5, 2, 9] };
    const rows = costRowsOf(3, triples);
    expect([...rows.rowStart]).toEqual([0, 2, 2, 5]);
    expect([...rows.site]).toEqual([3, 1, 2, 0, 1]);
    expect([...rows.cost]).toEqual([1, 9, 2, 5, 5]);
    expect(rows.cost.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

/** What is promised of tables, broken in one place each. */
describe('tables made elsewhere', () => {
  const good = (): LocationProblem => ({
    demand: { ids: ['a', 'b'], weight: Float64Array.of(1, 2), group: Int32Array.of(0, -1) },
    sites: {
      ids: ['x', 'y'],
      state: Uint8Array.of(0, 1),
      capacity: Float64Array.of(1, Infinity),
      price: null,
      place: null,
      group: null,
    },
    costs: { rowStart: Uint32Array.of(0, 2, 3), site: Uint32Array.of(0, 1, 1), cost: Float64Array.of(1, 1, 3) },
    groups: ['g'],
  });

  it.each<[string, (problem: LocationProblem) => void]>([
    ['weight of row 1 is NaN', ({ demand }) => (demand.weight[1] = Number.NaN)],
    ['capacity of row 0 is -1', ({ sites }) => (sites.capacity![0] = -1)],
    ['state of row 1 is 7', ({ sites }) => (sites.state[1] = 7)],
    ['group of demand of row 0 is 1', ({ demand }) => (demand.group![0] = 1)],
    ['cost of row 2 is Infinity', ({ costs }) => (costs.cost[2] = Infinity)],
    ['site of the costs of row 1 is 2, of 2', ({ costs }) => (costs.site[2] = 2)],
    ['the cost from row 0 to site 1 is there twice', ({ costs }) => (costs.site[0] = 1)],
    ['the costs of row 0 are not in ascending order', ({ costs }) => (costs.cost[0] = 2)],
    ['do not span the table', ({ costs }) => (costs.rowStart[2] = 2)],
  ])('%s', (message, spoil) => {
    const problem = good();
    expect(() => checkTables(problem)).not.toThrow();
    spoil(problem);
    expect(() => checkTables(problem)).toThrow(message);
  });
});

describe('OR-Library files', () => {
  const problemIn = (content: string) => {
    const read = readOrlib(content);
    if ('faults' in read) throw new Error(JSON.stringify(read.faults));
    return read;
  };
  const faultsIn = (content: string) => {
    const read = readOrlib(content);
    return 'faults' in read ? read.faults.map(({ row, field, code }) => `${row} ${field} ${code}`) : [];
  };

  it('has the last cost of an edge that occurs twice, in either direction, and shortest paths', () => {
    const { problem, p } = problemIn(' 4 5 2\r\n 1 2 9\r\n 2 1 4\r\n 2 3 5\r\n 1 3 20\r\n 4 4 3\r\n\r\n');
    expect(p).toBe(2);
    expect([...problem.demand.weight]).toEqual([1, 1, 1, 1]);
    expect(pairsOf(problem)).toEqual(
      ['1 1 0', '1 2 4', '1 3 9', '2 2 0', '2 1 4', '2 3 5', '3 3 0', '3 2 5', '3 1 9', '4 4 0'], // 4 is joined to none
    );
  });

  it('agrees with paths relaxed until nothing changes', () => {
    const random = randomStream(3, 'orlib');
    const n = 30;
    const edges = Array.from({ length: 60 }, () => [
      random.integer(1, n),
      random.integer(1, n),
      random.integer(1, 100),
    ]);
    const last = new Map<string, number>();
    for (const [i, j, cost] of edges) last.set([Math.min(i!, j!), Math.max(i!, j!)].join(' '), cost!);
    const { problem } = problemIn([[n, edges.length, 3], ...edges].map((row) => row.join(' ')).join('\n'));
    for (let from = 1; from <= n; from++) {
      const length = new Map([[from, 0]]);
      for (let round = 0; round < n; round++) {
        for (const [ends, cost] of last) {
          const [i, j] = ends.split(' ').map(Number) as [number, number];
          length.set(j, Math.min(length.get(j) ?? Infinity, (length.get(i) ?? Infinity) + cost));
          length.set(i, Math.min(length.get(i) ?? Infinity, (length.get(j) ?? Infinity) + cost));
        }
      }
      const { rowStart, site, cost } = problem.costs;
      const row = new Map<number, number>();
      for (let at = rowStart[from - 1]!; at < rowStart[from]!; at++) row.set(site[at]! + 1, cost[at]!);
      const reached = [...length].filter(([, value]) => value < Infinity).sort(([a], [b]) => a - b);
      expect([...row].sort(([a], [b]) => a - b)).toEqual(reached);
    }
  });

  it.each([
    ['', ['1 vertices edges p bad-head']],
    ['4 2', ['1 vertices edges p bad-head']],
    ['4 -2 1', ['1 vertices edges p bad-head']],
    ['20000 0 1', ['1 vertices too-many']],
    ['3 2 1\n1 2 4', ['1 edges other-count']],
    ['3 2 1\n1 2 4\n\n2 5 1', ['4 to no-such-vertex']],
    [
      '3 2 1\n1 2\n0 x NaN',
      ['2 from to cost bad-row', '3 from no-such-vertex', '3 to no-such-vertex', '3 cost bad-cost'],
    ],
    ['3 2 1\n1 2 -4\n2 3 1e999', ['2 cost bad-cost', '3 cost bad-cost']],
  ])('refuses %j', (content, faults) => {
    expect(faultsIn(content)).toEqual(faults);
  });
});
