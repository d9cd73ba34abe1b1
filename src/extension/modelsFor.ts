import { secretKeys } from '../config/keys';
import type { Endpoint } from '../models/endpoint';
import { editorVendor } from '../models/endpointUrl';
import { createLanguageModels } from '../models/languageModelsVscode';
import type { ModelPort } from '../models/modelPort';
import { createOpenAiModels } from '../models/openAiModels';
import type { Services } from './services';

/** The way to the models of these endpoints: to VS Code's own, and to everybody else's servers. */
export function modelsFor({ context, facts, log }: Services, endpoints: readonly Endpoint[]): ModelPort {
  const editors = endpoints.filter(({ baseUrl }) => editorVendor(baseUrl) !== undefined);
  const servers = endpoints.filter((endpoint) => !editors.includes(endpoint));
  const own = createLanguageModels(editors);
  const others = createOpenAiModels({ endpoints: servers, keys: secretKeys(context.secrets), log, facts });
  return {
    complete: (request, options) => {
      const isOwn = editors.some(({ id }) => id === request.bidder.endpointId);
      return (isOwn ? own : others).complete(request, options);
    },
  };
}
