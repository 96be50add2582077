import { openNetwork } from '../../server/network/file.ts';
import { UNREACHED } from '../../server/network/graph.ts';
import { createSearcher } from '../../server/network/search.ts';

// A process of its own: what it weighs with a network and a searcher, less what it weighed before.
const before = process.memoryUsage().rss;
const network = openNetwork(process.argv[2]!);
const reach = createSearcher(network.forward).run([{ node: 0, cost: 0 }], UNREACHED - 1);
const bytes = process.memoryUsage().rss - before;
process.stdout.write(JSON.stringify({ bytes, arcs: network.header.arcs, reached: reach.count }));
