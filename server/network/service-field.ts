import { UNREACHED, type Network } from './graph.ts';
import { arrivingSeeds, inReach, queueFor, sameSegmentCost, type Seed } from './search.ts';
import type { Snap } from './snap.ts';

/** A person's nearest site and what the whole way costs. */
export interface Nearest {
  site: number;
  cost: number;
}

export interface NewSite {
  /** The caller's number for it, ≥ 0. */
  site: number;
  /** Its place on the network. */
  snap: Snap;
  /** Cost from that place to its entrance. */
  accessCost: number;
}

/**
 * The nearest site of every node within a limit, kept right while sites come and go. Ways run from people to sites. Among
 * sites equally near the lower number counts, so that the field depends on its sites only, not on the order of the edits.
 */
export interface ServiceField {
  /** Largest cost that is searched. */
  readonly limit: number;
  /** Opens a site; see `addAll`. */
  add(site: number, snap: Snap, accessCost: number): void;
  /** Opens many sites in one sweep. @throws RangeError when a number is open already */
  addAll(sites: readonly NewSite[]): void;
  /** Closes a site; a number that is not open is ignored. */
  remove(site: number): void;
  /**
   * The nearest site of a person at a place within the limit.
   * @param accessCost cost from the person to that place
   */
  nearest(snap: Snap, accessCost: number): Nearest | null;
  /** Cost from a node to its nearest site, or `UNREACHED`. */
  costOf(node: number): number;
  /** The nearest site of a node, or -1. */
  siteOf(node: number): number;
  /** Runs edits and takes them back afterwards, whether `work` returns or throws. May not be nested. */
  attempt<T>(work: () => T): T;
  /** Nodes whose label changed since the last call; may name a node twice. */
  takeTouched(): number[];
}

interface Site {
  snap: Snap;
  accessCost: number;
  seeds: readonly Seed[];
}

const NO_SITE = -1;

/**
 * An empty field over a network. Labels take 8 bytes a node.
 *
 * Adding a site spreads from it and stops where others are nearer. Removing one lifts the labels of exactly its own
 * nodes (they hang together: every node on a cheapest way to the site is its own too) and fills the hole from its rim.
 * Both touch what changes and nothing else; the fully dynamic shortest-path update of Ramalingam and Reps (1996), for
 * many roots and within a limit.
 */
export function createServiceField(network: Network, limit: number): ServiceField {
  // Ways to a site are searched backwards from it.
  const spreading = network.backward;
  const nodeCount = spreading.offset.length - 1;
  const cost = new Uint32Array(nodeCount).fill(UNREACHED);
  const owner = new Int32Array(nodeCount).fill(NO_SITE);
  const queue = queueFor(spreading);
  const sites = new Map<number, Site>();
  const seedsAt = new Map<number, number[]>();
  const onSegment = new Map<string, number[]>();
  let touched: number[] = [];
  /** Former labels as triples node, cost, owner, and former sites; null outside an attempt. */
  let journal: { labels: number[]; undo: (() => void)[] } | null = null;

  function setLabel(node: number, newCost: number, site: number): void {
    journal?.labels.push(node, cost[node]!, owner[node]!);
    touched.push(node);
    cost[node] = newCost;
    owner[node] = site;
  }

  function isBetter(offered: number, site: number, node: number): boolean {
    return offered < cost[node]! || (offered === cost[node]! && site < owner[node]!);
  }

  /** Settles labels outwards from offers. */
  function spread(offers: readonly { node: number; cost: number; site: number }[]): void {
    for (const { node, cost: offered, site } of inReach(offers, limit)) {
      expandUpTo(offered);
      if (queue.isEmpty) queue.startAt(offered);
      take(node, offered, site);
    }
    expandUpTo(Infinity);
  }

  function take(node: number, offered: number, site: number): void {
    if (!isBetter(offered, site, node)) return;
    setLabel(node, offered, site);
    queue.push(node, offered);
  }

  function expandUpTo(until: number): void {
    const { offset, head, weight } = spreading;
    queue.stopAt(until);
    while (queue.pop()) {
      const from = queue.node;
      const soFar = queue.cost;
      if (soFar !== cost[from]) continue;
      const site = owner[from]!;
      const end = offset[from + 1]!;
      for (let arc = offset[from]!; arc < end; arc++) {
        const offered = soFar + weight[arc]!;
        if (offered <= limit) take(head[arc]!, offered, site);
      }
    }
  }

  /** Takes a site's labels off all nodes that carry them, and returns those nodes. */
  function lift(site: number, seeds: readonly Seed[]): number[] {
    const hole: number[] = [];
    const visit = (node: number) => {
      if (owner[node] !== site) return;
      setLabel(node, UNREACHED, NO_SITE);
      hole.push(node);
    };
    for (const seed of seeds) visit(seed.node);
    for (let i = 0; i < hole.length; i++) {
      const node = hole[i]!;
      for (let arc = spreading.offset[node]!; arc < spreading.offset[node + 1]!; arc++) visit(spreading.head[arc]!);
    }
    return hole;
  }

  /** What the rim of a hole, and other sites inside it, offer its nodes. */
  function rimOffers(hole: readonly number[]): { node: number; cost: number; site: number }[] {
    const offers = [];
    const { offset, head, weight } = network.forward;
    for (const node of hole) {
      for (let arc = offset[node]!; arc < offset[node + 1]!; arc++) {
        const beyond = head[arc]!;
        if (owner[beyond] === NO_SITE) continue;
        offers.push({ node, cost: cost[beyond]! + weight[arc]!, site: owner[beyond]! });
      }
      for (const site of seedsAt.get(node) ?? []) {
        const { seeds, accessCost } = sites.get(site)!;
        for (const seed of seeds) if (seed.node === node) offers.push({ node, cost: seed.cost + accessCost, site });
      }
    }
    return offers;
  }

  function register(number: number, site: Site): void {
    sites.set(number, site);
    for (const seed of site.seeds) addTo(seedsAt, seed.node, number);
    addTo(onSegment, segmentOf(site.snap), number);
  }

  function unregister(number: number, site: Site): void {
    sites.delete(number);
    for (const seed of site.seeds) removeFrom(seedsAt, seed.node, number);
    removeFrom(onSegment, segmentOf(site.snap), number);
  }

  function addAll(added: readonly NewSite[]): void {
    spread(added.flatMap(open));
  }

  function open({ site: number, snap, accessCost }: NewSite): { node: number; cost: number; site: number }[] {
    if (sites.has(number)) throw new RangeError(`Site ${number} is open already`);
    const site: Site = { snap, accessCost, seeds: arrivingSeeds(snap) };
    register(number, site);
    journal?.undo.push(() => unregister(number, site));
    return site.seeds.map((seed) => ({ node: seed.node, cost: seed.cost + accessCost, site: number }));
  }

  function remove(number: number): void {
    const site = sites.get(number);
    if (!site) return;
    unregister(number, site);
    journal?.undo.push(() => register(number, site));
    spread(rimOffers(lift(number, site.seeds)));
  }

  function takeBack({ labels, undo }: { labels: number[]; undo: (() => void)[] }): void {
    for (let i = labels.length - 3; i >= 0; i -= 3) {
      cost[labels[i]!] = labels[i + 1]!;
      owner[labels[i]!] = labels[i + 2]!;
    }
    for (const step of undo.reverse()) step();
  }

  return {
    limit,
    add: (site, snap, accessCost) => addAll([{ site, snap, accessCost }]),
    addAll,
    remove,
    nearest(snap, accessCost) {
      const best: Nearest = { site: NO_SITE, cost: UNREACHED };
      const offer = (site: number, offered: number) => {
        if (site === NO_SITE || offered > limit) return;
        if (offered > best.cost || (offered === best.cost && site >= best.site)) return;
        best.site = site;
        best.cost = offered;
      };
      const { fraction, forward, backward } = snap;
      if (backward !== UNREACHED || fraction === 0)
        offer(owner[snap.tail]!, cost[snap.tail]! + Math.round(backward * fraction) + accessCost);
      if (forward !== UNREACHED || fraction === 1)
        offer(owner[snap.head]!, cost[snap.head]! + Math.round(forward * (1 - fraction)) + accessCost);
      for (const number of onSegment.get(segmentOf(snap)) ?? []) {
        const site = sites.get(number)!;
        offer(number, sameSegmentCost(snap, site.snap) + site.accessCost + accessCost);
      }
      return best.site === NO_SITE ? null : best;
    },
    costOf: (node) => cost[node]!,
    siteOf: (node) => owner[node]!,
    attempt(work) {
      if (journal) throw new Error('Attempts may not be nested');
      journal = { labels: [], undo: [] };
      const touchedBefore = touched;
      touched = [];
      try {
        return work();
      } finally {
        const written = journal;
        journal = null;
        takeBack(written);
        touched = touchedBefore;
      }
    },
    takeTouched() {
      const taken = touched;
      touched = [];
      return taken;
    },
  };
}

const segmentOf = ({ tail, head }: Snap) => `${tail}-${head}`;

function addTo<K>(index: Map<K, number[]>, key: K, value: number): void {
  const values = index.get(key);
  if (values) values.push(value);
  else index.set(key, [value]);
}

function removeFrom<K>(index: Map<K, number[]>, key: K, value: number): void {
  const left = index.get(key)!.filter((v) => v !== value);
  if (left.length > 0) index.set(key, left);
  else index.delete(key);
}
