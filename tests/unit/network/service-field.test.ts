import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNREACHED, type Network } from '../../../server/network/graph.ts';
import { createServiceField, type NewSite, type ServiceField } from '../../../server/network/service-field.ts';
import { arrivingSeeds } from '../../../server/network/search.ts';
import { snapTo } from '../../../server/network/snap.ts';
import { anyNetwork, anyPoint, networkOf, textbookDijkstra } from '../../support/networks.ts';

type Edit = { add: NewSite } | { remove: number };

const anyEdit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ point: anyPoint, access: fc.integer({ min: 0, max: 100_000 }) }) },
  { weight: 2, arbitrary: fc.record({ remove: fc.nat() }) },
);
type Wish = typeof anyEdit extends fc.Arbitrary<infer T> ? T : never;
const anyLimit = fc.oneof(fc.constant(UNREACHED - 1), fc.integer({ min: 0, max: 800_000 }));

/** Turns random wishes into edits that are possible one after the other. */
function possible(network: Network, wishes: readonly Wish[], open: Set<number>): Edit[] {
  return wishes.flatMap((wish, number): Edit[] => {
    if ('remove' in wish) {
      const numbers = [...open];
      if (numbers.length === 0) return [];
      const site = numbers[wish.remove % numbers.length]!;
      open.delete(site);
      return [{ remove: site }];
    }
    const snap = snapTo(network, wish.point.longitude, wish.point.latitude, 1000);
    // Numbers do not rise with time, so that ties are not settled by the order of the edits.
    const site = (number * 7919) % 1009;
    if (!snap || open.has(site)) return [];
    open.add(site);
    return [{ add: { site, snap, accessCost: wish.access } }];
  });
}

function make(field: ServiceField, edits: readonly Edit[]): void {
  for (const edit of edits) {
    if ('add' in edit) field.add(edit.add.site, edit.add.snap, edit.add.accessCost);
    else field.remove(edit.remove);
  }
}

function left(edits: readonly Edit[]): NewSite[] {
  const sites = new Map<number, NewSite>();
  for (const edit of edits) {
    if ('add' in edit) sites.set(edit.add.site, edit.add);
    else sites.delete(edit.remove);
  }
  return [...sites.values()];
}

const labels = (network: Network, field: ServiceField) =>
  Array.from({ length: network.header.nodes }, (_, node) => [field.costOf(node), field.siteOf(node)]);

/** Every node's nearest site by one textbook search from each. */
function expectedLabels(network: Network, sites: readonly NewSite[], limit: number): [number, number][] {
  const best: [number, number][] = Array.from({ length: network.header.nodes }, () => [UNREACHED, -1]);
  for (const { site, snap, accessCost } of sites) {
    const seeds = arrivingSeeds(snap).map((s) => ({ node: s.node, cost: s.cost + accessCost }));
    textbookDijkstra(network.backward, seeds, limit).forEach((cost, node) => {
      const [known, knownSite] = best[node]!;
      if (cost < known || (cost === known && site < knownSite)) best[node] = [cost, site];
    });
  }
  return best;
}

describe('a service field', () => {
  it('after any edits equals a full recomputation, labels, ties and points alike', () => {
    fc.assert(
      fc.property(
        anyNetwork,
        fc.array(anyEdit, { maxLength: 14 }),
        anyLimit,
        fc.array(anyPoint, { maxLength: 6 }),
        (network, wishes, limit, people) => {
          const edits = possible(network, wishes, new Set());
          const field = createServiceField(network, limit);
          make(field, edits);
          const whole = createServiceField(network, limit);
          whole.addAll(left(edits));
          expect(labels(network, field)).toEqual(labels(network, whole));
          expect(labels(network, field)).toEqual(expectedLabels(network, left(edits), limit));
          for (const { longitude, latitude } of people) {
            const snap = snapTo(network, longitude, latitude, 1000);
            if (snap) expect(field.nearest(snap, 7)).toEqual(whole.nearest(snap, 7));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes an attempt back without a trace, and names every node that it touched', () => {
    fc.assert(
      fc.property(
        anyNetwork,
        fc.array(anyEdit, { maxLength: 8 }),
        fc.array(anyEdit, { minLength: 1, maxLength: 8 }),
        anyLimit,
        (network, wishes, tried, limit) => {
          const open = new Set<number>();
          const field = createServiceField(network, limit);
          make(field, possible(network, wishes, open));
          field.takeTouched();
          const before = labels(network, field);
          const trial = possible(network, tried, new Set(open));
          const { during, touched } = field.attempt(() => {
            make(field, trial);
            return { during: labels(network, field), touched: new Set(field.takeTouched()) };
          });
          expect(labels(network, field)).toEqual(before);
          during.forEach((label, node) => {
            if (!touched.has(node)) expect(label).toEqual(before[node]);
          });
          // The registers of sites came back as well: the same edits can be made for good.
          make(field, trial);
          expect(labels(network, field)).toEqual(during);
        },
      ),
      { numRuns: 300 },
    );
  });

  const street = networkOf(
    [
      [117.9, 40.9],
      [117.901, 40.9],
      [117.902, 40.9],
    ],
    [
      { from: 0, to: 1, there: 80_000, back: 80_000 },
      { from: 1, to: 2, there: 90_000, back: 90_000 },
    ],
  );
  const at = (longitude: number) => snapTo(street, longitude, 40.9, 10)!;

  it('counts the access of both ends and prefers the lower number among equals', () => {
    const field = createServiceField(street, 1_000_000);
    field.addAll([
      { site: 5, snap: at(117.901), accessCost: 3000 },
      { site: 4, snap: at(117.901), accessCost: 3000 },
    ]);
    expect(field.nearest(at(117.9005), 2000)).toEqual({ site: 4, cost: 45_000 });
    field.remove(4);
    expect(field.nearest(at(117.9005), 2000)).toEqual({ site: 5, cost: 45_000 });
  });

  it('serves a neighbour on the same segment straight along it', () => {
    const field = createServiceField(street, 30_000);
    field.add(1, at(117.90025), 0);
    expect(field.nearest(at(117.9005), 0)).toEqual({ site: 1, cost: 20_000 });
  });

  it('takes back an attempt that fails, and refuses to open a site twice', () => {
    const field = createServiceField(street, 1_000_000);
    field.add(1, at(117.9), 0);
    const before = labels(street, field);
    const failing = () =>
      field.attempt(() => {
        field.remove(1);
        field.add(2, at(117.902), 0);
        field.add(2, at(117.902), 0);
      });
    expect(failing).toThrow(/open already/);
    expect(labels(street, field)).toEqual(before);
  });
});
