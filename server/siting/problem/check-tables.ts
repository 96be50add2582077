import { OPEN, SHUT, FREE, type LocationProblem } from './problem.ts';

/**
 * Checks that tables are what `LocationProblem` promises, so that a solver need not ask.
 * @throws RangeError that names the table and the row, which is the fault of whoever made them
 */
export function checkTables({ demand, sites, costs, groups }: LocationProblem): void {
  const [demands, places] = [demand.ids.length, sites.ids.length];
  const amount = (name: string, values: ArrayLike<number>, length: number, isUnlimited = false) => {
    if (values.length !== length) throw new RangeError(`${name} has ${values.length} rows, not ${length}`);
    for (let row = 0; row < length; row++) {
      const value = values[row]!;
      if (!(value >= 0) || (value === Infinity && !isUnlimited))
        throw new RangeError(`${name} of row ${row} is ${value}`);
    }
  };
  const position = (name: string, values: Int32Array | null, length: number, end: number) => {
    if (values && values.length !== length) throw new RangeError(`${name} has ${values.length} rows, not ${length}`);
    const row = values?.findIndex((value) => value < -1 || value >= end) ?? -1;
    if (row !== -1) throw new RangeError(`${name} of row ${row} is ${values![row]}`);
  };
  amount('weight', demand.weight, demands);
  amount('state', sites.state, places);
  const state = sites.state.findIndex((value) => ![FREE, OPEN, SHUT].includes(value));
  if (state !== -1) throw new RangeError(`state of row ${state} is ${sites.state[state]}`);
  if (sites.capacity) amount('capacity', sites.capacity, places, true);
  if (sites.price) {
    amount('price open', sites.price.open, places);
    amount('price shut', sites.price.shut, places);
  }
  position('group of demand', demand.group, demands, groups.length);
  position('group of sites', sites.group, places, groups.length);
  position('place', sites.place, places, Infinity);
  amount('cost', costs.cost, costs.site.length);
  if (costs.rowStart.length !== demands + 1 || costs.rowStart[0] !== 0 || costs.rowStart[demands] !== costs.site.length)
    throw new RangeError('the rows of costs do not span the table');
  const seenBy = new Int32Array(places).fill(-1);
  for (let row = 0; row < demands; row++) {
    for (let at = costs.rowStart[row]!; at < costs.rowStart[row + 1]!; at++) {
      const site = costs.site[at]!;
      if (site >= places) throw new RangeError(`site of the costs of row ${row} is ${site}, of ${places}`);
      if (seenBy[site] === row) throw new RangeError(`the cost from row ${row} to site ${site} is there twice`);
      seenBy[site] = row;
      if (at === costs.rowStart[row]) continue;
      const [before, here] = [costs.cost[at - 1]!, costs.cost[at]!];
      if (before > here || (before === here && costs.site[at - 1]! > site))
        throw new RangeError(`the costs of row ${row} are not in ascending order`);
    }
  }
}
