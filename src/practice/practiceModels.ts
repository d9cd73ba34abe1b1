/** The four scripted bidders, cheapest first. */
export type PracticeModelId = 'qwen3-4b' | 'qwen3-8b' | 'qwen3-14b' | 'qwen3-32b';

/** One scripted bidder. Named and priced after the agents of the paper; no AI answers. */
export interface PracticeModel {
  readonly id: PracticeModelId;
  readonly name: string;
  /** USD per million tokens, the same for input and output (the paper's list). */
  readonly priceUsd: number;
  /** Whether the server takes `tools`; the smallest speaks the text protocol, so that both roads are walked. */
  readonly nativeTools: boolean;
}

export const practiceModels: readonly PracticeModel[] = [
  { id: 'qwen3-4b', name: 'Practice 4B', priceUsd: 0.05, nativeTools: false },
  { id: 'qwen3-8b', name: 'Practice 8B', priceUsd: 0.09, nativeTools: true },
  { id: 'qwen3-14b', name: 'Practice 14B', priceUsd: 0.16, nativeTools: true },
  { id: 'qwen3-32b', name: 'Practice 32B', priceUsd: 0.36, nativeTools: true },
];

/** The scripted bidder of that id, or `undefined`. */
export function practiceModel(id: string): PracticeModel | undefined {
  return practiceModels.find((model) => model.id === id);
}
