import type { GavelExports } from '../../api/gavel';
import { assertTrusted } from './registerCommands';
import type { Services } from './services';

/** The API over the same services as the commands. */
export function gavelExports(services: Services): GavelExports {
  return {
    getAPI: (version) => {
      if ((version as number) !== 1) throw new Error(`Gavel has no API version ${String(version)}.`);
      return {
        auctionTask: async (request, options) => {
          assertTrusted();
          const { auctionByApi } = await import('./auctionByApi');
          return auctionByApi(services, request, options);
        },
      };
    },
  };
}
