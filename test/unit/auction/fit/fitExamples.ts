import type { ScoredTask } from '../../../../src/auction/fit/scoredTask';
import { type RandomPort, seededRandom } from '../../../../src/base/random';

/** Prices as of the paper's market, from the fifth bidder on a little dearer. */
function priceOf(index: number): number {
  return ([0.05, 0.09, 0.16, 0.36][index % 4] ?? 0.36) * (1 + 0.3 * Math.floor(index / 4));
}

/** Ballots in which dearer bidders plan a little better, tasks differ in difficulty, and every judge has noise of its own. */
export function randomTasks(count: number, bidders: number, seed: number): readonly ScoredTask[] {
  const random = seededRandom(seed);
  const largest = Math.max(...Array.from({ length: bidders }, (_, index) => priceOf(index)));
  return Array.from({ length: count }, (_, task) => {
    const difficulty = random.next();
    const bids = Array.from({ length: bidders }, (_bid, index) => ({
      bidderId: `b${index}`,
      features: {
        cost: (priceOf(index) * (150 + 300 * random.next())) / (largest * 260),
        entropy: random.next(),
        judges: new Map(
          Array.from({ length: bidders }, (_judge, judge) => [`b${judge}`, scoreOf(index, difficulty, random) / 5]),
        ),
      },
      ...(random.next() < 0.5 && { passed: random.next() > difficulty }),
    }));
    return { id: `t${task}`, bids };
  });
}

function scoreOf(index: number, difficulty: number, random: RandomPort): number {
  const score = 2.5 + 3 * (random.next() - 0.5) + 0.5 * (index % 4) - 2 * difficulty;
  return Math.min(5, Math.max(0, Math.round(score)));
}

/** A draw of the standard normal. */
export function normal(random: RandomPort): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
