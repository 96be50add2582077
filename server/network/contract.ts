import { z } from 'zod';

/** Name of a network: a file name without its ending. */
export const networkName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

/** What a network says of itself. */
export const networkSummary = z.object({
  name: networkName,
  profile: z.enum(['walk', 'car']),
  profileVersion: z.string(),
  nodes: z.number(),
  arcs: z.number(),
  lengthM: z.number().describe('Length of all segments, each once'),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('West, south, east, north, degrees'),
  islands: z.object({
    count: z.number(),
    largestNodes: z.number().describe('Nodes of the largest part'),
  }),
  elevation: z.string().nullable(),
  source: z.object({
    file: z.string(),
    sha256: z.string(),
    attribution: z.string(),
    demo: z.boolean().describe('演示数据'),
  }),
  bytes: z.number(),
});
export type NetworkSummary = z.infer<typeof networkSummary>;

export const networkList = z.object({
  items: z.array(networkSummary),
  unreadable: z
    .array(z.object({ name: z.string(), code: z.string(), message: z.object({ zh: z.string(), en: z.string() }) }))
    .describe('Network files that do not open, with the reason'),
  pending: z.array(z.string()).describe('Networks that are being built'),
});
export type NetworkList = z.infer<typeof networkList>;
