import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { streetNetwork } from '../../scripts/bench/street-network.ts';
import { costWithin, UNREACHED, type Network } from '../../server/network/graph.ts';
import { createSearcher } from '../../server/network/search.ts';
import { createTestPlace, describeWithoutServer, testDatabases, type TestPlace } from '../support/database.ts';
import { anyNetwork } from '../support/networks.ts';
import { drivingDistance, loadSegments } from '../support/pgrouting.ts';

const name = 'pgRouting as the referee';

/** What pgRouting says and what we say, in the same form: nodes and costs by node. */
async function answers(client: Client, network: Network, start: number, limit: number) {
  const theirs = (await drivingDistance(client, start, limit))
    .map(({ node, agg_cost: cost }): [number, number] => [Number(node), cost])
    .sort(([a], [b]) => a - b);
  const reach = createSearcher(network.forward).run([{ node: start, cost: 0 }], limit);
  const ours = Array.from(reach.nodes.subarray(0, reach.count))
    .sort((a, b) => a - b)
    .map((node): [number, number] => [node, reach.costOf(node)]);
  return { theirs, ours };
}

if (!testDatabases.includes('postgres')) describeWithoutServer(name);
else {
  describe(name, () => {
    let place: TestPlace;
    let client: Client;
    beforeAll(async () => {
      place = await createTestPlace('postgres');
      client = new Client({ connectionString: place.config.databaseUrl });
      await client.connect();
    });
    afterAll(async () => {
      await client.end();
      await place.remove();
    });
    const load = async (network: Network) => {
      await client.query('DROP TABLE IF EXISTS segment');
      await loadSegments(client, network);
    };

    it('reaches the same nodes at the same costs on random networks with one-way segments and islands', async () => {
      const seed = Date.now() % 1_000_000;
      for (const network of fc.sample(anyNetwork, { numRuns: 15, seed })) {
        // pgRouting knows a node by its segments only.
        if (network.header.arcs === 0) continue;
        await load(network);
        const start = network.forward.head[0]!;
        for (const limit of [UNREACHED - 1, 250_000]) {
          const { theirs, ours } = await answers(client, network, start, limit);
          expect(ours, `seed ${seed}`).toEqual(theirs);
        }
      }
    });

    it('reaches the same nodes at the same costs on a street network of ten thousand nodes', async () => {
      const network = streetNetwork(100);
      await load(network);
      for (const start of [0, 4321, 9876]) {
        for (const limit of [costWithin(network.header, 900, 0.8), UNREACHED - 1]) {
          const { theirs, ours } = await answers(client, network, start, limit);
          expect(ours.length).toBeGreaterThan(0);
          expect(ours).toEqual(theirs);
        }
      }
    });
  });
}
