import type * as vscode from 'vscode';
import { type FactsPort, mergedFacts, type ModelFacts } from '../models/modelFacts';

const memoryKey = 'gavel.modelFacts';

/** Models that are remembered; the ones learned about longest ago go first. */
const maxModels = 500;

type Stored = Readonly<Record<string, ModelFacts>>;

/** What is known of the models, kept in the extension's own state; other windows see it after their next start. */
export function storedFacts(state: vscode.Memento): FactsPort {
  const keyOf = (baseUrl: string, modelId: string): string => `${baseUrl}\n${modelId}`;
  return {
    get: (baseUrl, modelId) => state.get<Stored>(memoryKey, {})[keyOf(baseUrl, modelId)],
    add: (baseUrl, modelId, facts) => {
      const key = keyOf(baseUrl, modelId);
      const { [key]: before, ...others } = state.get<Stored>(memoryKey, {});
      const after = mergedFacts(before, facts);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      const entries = [...Object.entries(others), [key, after] as const].slice(-maxModels);
      void state.update(memoryKey, Object.fromEntries(entries));
    },
  };
}
