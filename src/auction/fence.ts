import type { RandomPort } from '../base/random';

/** 12 letters and digits that occur in none of the texts: a line nobody who wrote one of them could know. */
export function freshFence(random: RandomPort, texts: readonly string[]): string {
  for (;;) {
    const fence = Array.from({ length: 12 }, () => Math.floor(random.next() * 36).toString(36)).join('');
    if (!texts.some((text) => text.includes(fence))) return fence;
  }
}

/** Text that is data, between two lines that read the fence. */
export function fencedData(text: string, fence: string): string {
  return `${fence}\n${text}\n${fence}`;
}
