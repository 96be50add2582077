import { endpoint, type Endpoint } from '../http/endpoint.ts';
import { networkList, type NetworkList } from './contract.ts';
import { summaryOf, type NetworkLibrary } from './library.ts';

/** The networks over HTTP. Public: a network shows nothing that is registered. */
export function networkRoutes(networks: NetworkLibrary): Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/api/v1/networks',
      tag: 'networks',
      summary: 'Networks that coverage can be asked on, and network files that do not open',
      access: 'public',
      response: networkList,
      handler: async (): Promise<NetworkList> => {
        const { items, unreadable, pending } = networks.list();
        return { items: items.map(summaryOf), unreadable, pending };
      },
    }),
  ];
}
