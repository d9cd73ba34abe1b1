import { answer } from './faultServer';
import type { Step } from './faultServer';

/** A step that answers by method and path; 404 elsewhere. Values that are no steps are sent as JSON. */
export function routes(table: Readonly<Record<string, unknown>>): Step {
  return (response, request) => {
    const found = table[`${request.method} ${request.path}`];
    if (typeof found === 'function') (found as Step)(response, request);
    else if (found === undefined) answer(404, '{"error":"not found"}')(response, request);
    else answer(200, JSON.stringify(found))(response, request);
  };
}

/** llama-server with one model, as it answers. */
export const llamaServer = {
  'GET /v1/models': {
    models: [{ name: 'tiny', capabilities: ['completion'] }],
    object: 'list',
    data: [
      {
        id: 'tiny',
        object: 'model',
        owned_by: 'llamacpp',
        meta: { vocab_type: 2, n_ctx: 4096, n_ctx_train: 8192, n_params: 7_615_616_512, size: 550144 },
      },
    ],
  },
  'GET /props': {
    default_generation_settings: { n_ctx: 4096 },
    total_slots: 4,
    chat_template: '{% if enable_thinking %}<think>{% endif %}',
    chat_template_caps: { supports_tools: true },
  },
};

/** Ollama with a chat model that is loaded, one that is not, and an embedding model. */
export const ollama = {
  'GET /v1/models': {
    object: 'list',
    data: ['qwen3:4b', 'gemma3:1b', 'nomic:latest'].map((id) => ({ id, object: 'model', owned_by: 'library' })),
  },
  'GET /api/version': { version: '0.12.9' },
  'GET /api/ps': { models: [{ name: 'qwen3:4b', model: 'qwen3:4b', context_length: 8192 }] },
  'POST /api/show': ((response, request) => {
    const shown: Readonly<Record<string, unknown>> = {
      'qwen3:4b': {
        details: { parameter_size: '4.0B' },
        model_info: { 'general.parameter_count': 4_022_468_096, 'qwen3.context_length': 40960 },
        capabilities: ['completion', 'tools', 'thinking'],
      },
      'gemma3:1b': {
        details: { parameter_size: '999.89M' },
        model_info: { 'gemma3.context_length': 32768 },
        parameters: 'temperature 1\nnum_ctx 16384',
        capabilities: ['completion'],
      },
      'nomic:latest': { capabilities: ['embedding'] },
    };
    answer(200, JSON.stringify(shown[String(request.body['model'])]))(response, request);
  }) satisfies Step,
};
