import pLimit from 'p-limit';
import { asAmount, asRecord, asText } from './jsonShape';
import type { JsonRecord } from './jsonShape';
import { defined, firstAmount, readModelList } from './modelList';
import type { ModelList } from './modelList';
import type { ListedModel } from './modelFacts';

/** Asks the server at its own, not OpenAI's, address: `/api/show` and the like; `undefined` when it does not know it. */
export type NativeQuestion = (path: string, body?: Readonly<Record<string, unknown>>) => Promise<unknown>;

/** What Ollama gives a prompt when neither the model file nor the loaded model says so; its own smallest default. */
const ollamaDefaultContext = 4096;

/** Local servers say more at their own addresses than in OpenAI's list; asked only when the list left it open. */
export async function withNativeFacts(list: ModelList, ask: NativeQuestion): Promise<ModelList> {
  if (list.server === 'llamaCpp') return withProps(list, asRecord(await ask('/props')));
  if (list.server !== 'other') return list;
  if (asText(asRecord(await ask('/api/version'))?.['version']) !== undefined) return withOllama(list, ask);
  const studio = readModelList(await ask('/api/v0/models'));
  return studio === undefined ? list : { ...studio, server: 'lmStudio' };
}

/** llama-server with one model: its slot's context and what its chat template can do. */
function withProps(list: ModelList, props: JsonRecord | undefined): ModelList {
  const [model, ...others] = list.models;
  if (props === undefined || model === undefined || others.length > 0) return list;
  const contextTokens = firstAmount(model.contextTokens, asRecord(props['default_generation_settings'])?.['n_ctx']);
  const tools = asRecord(props['chat_template_caps'])?.['supports_tools'];
  const template = asText(props['chat_template']);
  const capabilities = defined({
    // The server itself always knows these two.
    logprobs: true,
    jsonSchema: true,
    nativeTools: typeof tools === 'boolean' ? tools : undefined,
    reasons: template === undefined ? undefined : /enable_thinking|<think>|reasoning_content/u.test(template),
  });
  return { ...list, models: [{ ...model, ...defined({ contextTokens }), capabilities }] };
}

async function withOllama(list: ModelList, ask: NativeQuestion): Promise<ModelList> {
  const running = asRecord(await ask('/api/ps'))?.['models'];
  const loaded = new Map<string, number>();
  for (const entry of Array.isArray(running) ? running.map(asRecord) : []) {
    const context = firstAmount(entry?.['context_length']);
    for (const name of [asText(entry?.['name']), asText(entry?.['model'])])
      if (name !== undefined && context !== undefined) loaded.set(name, context);
  }
  const fourAtOnce = pLimit(4);
  const models = await Promise.all(
    list.models.map((model) =>
      fourAtOnce(async () => shownModel(model, asRecord(await ask('/api/show', { model: model.id })), loaded)),
    ),
  );
  return { server: 'ollama', models: models.filter((model) => model !== undefined) };
}

/** `undefined` for a model that cannot chat. */
function shownModel(
  model: ListedModel,
  shown: JsonRecord | undefined,
  loaded: ReadonlyMap<string, number>,
): ListedModel | undefined {
  const abilities = shown?.['capabilities'];
  const has = (name: string): boolean | undefined => (Array.isArray(abilities) ? abilities.includes(name) : undefined);
  if (has('completion') === false) return undefined;
  const info = asRecord(shown?.['model_info']) ?? {};
  const trained = Object.entries(info).find(([name]) => name.endsWith('.context_length'))?.[1];
  const maxContextTokens = firstAmount(trained);
  const written = /^\s*num_ctx\s+(\d+)/mu.exec(asText(shown?.['parameters']) ?? '')?.[1];
  const contextTokens = loaded.get(model.id) ?? firstAmount(Number(written ?? NaN)) ?? ollamaDefaultContext;
  return {
    ...model,
    contextTokens: Math.min(contextTokens, maxContextTokens ?? Infinity),
    capabilities: defined({ jsonSchema: true, nativeTools: has('tools'), reasons: has('thinking') }),
    ...defined({ maxContextTokens, parametersBillions: parameters(shown, info) }),
  };
}

/** `general.parameter_count`, else what `details.parameter_size` says: "4.0B", "494.03M". */
function parameters(shown: JsonRecord | undefined, info: JsonRecord): number | undefined {
  const count = asAmount(info['general.parameter_count']);
  if (count !== undefined && count > 0) return Number((count / 1e9).toPrecision(3));
  const size = /^(\d+(?:\.\d+)?)\s*([BM])$/u.exec(asText(asRecord(shown?.['details'])?.['parameter_size']) ?? '');
  return size === null ? undefined : Number(size[1]) / (size[2] === 'M' ? 1000 : 1);
}
