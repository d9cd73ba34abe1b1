/** A method at one value of the task: mean USD and share solved. */
export interface CurvePoint {
  readonly costUsd: number;
  readonly solved: number;
}

/** From the cheapest single model (where every curve is anchored) to the cost of the dearest. */
export interface CurveRange {
  readonly anchor: CurvePoint;
  readonly toUsd: number;
}

/** The cheapest and the dearest of the single models; twice the cheapest where all cost the same. */
export function rangeOf(singles: readonly CurvePoint[]): CurveRange {
  const byCost = [...singles].sort((a, b) => a.costUsd - b.costUsd || b.solved - a.solved);
  const anchor = byCost[0] ?? { costUsd: 0, solved: 0 };
  const dearest = byCost.at(-1)?.costUsd ?? 0;
  return { anchor, toUsd: dearest > anchor.costUsd * 1.0001 ? dearest : anchor.costUsd * 2 };
}

/**
 * The upper concave hull over cost: what mixing a method's settings, and the cheapest model, can reach. Falls nowhere:
 * spending less is always allowed.
 */
export function hullOf(points: readonly CurvePoint[], { anchor }: CurveRange): readonly CurvePoint[] {
  const sorted = [...points, anchor].sort((a, b) => a.costUsd - b.costUsd || a.solved - b.solved);
  const hull: CurvePoint[] = [];
  for (const point of sorted) {
    if (hull.length > 0 && point.solved <= hull.at(-1)!.solved) continue;
    while (hull.length > 0 && hull.at(-1)!.costUsd >= point.costUsd) hull.pop();
    while (hull.length > 1 && slope(hull.at(-2)!, point) >= slope(hull.at(-2)!, hull.at(-1)!)) hull.pop();
    hull.push(point);
  }
  return hull;
}

/** Mean share solved between the two ends of the range, 0..1: the area under the hull over its width. */
export function areaUnder(hull: readonly CurvePoint[], { anchor, toUsd }: CurveRange): number {
  let area = 0;
  for (let at = 0; at < hull.length; at += 1) {
    const here = hull[at]!;
    const next = hull[at + 1];
    const from = Math.max(anchor.costUsd, here.costUsd);
    const to = Math.min(toUsd, next?.costUsd ?? toUsd);
    if (to <= from) continue;
    const rise = next === undefined ? 0 : slope(here, next);
    area += (to - from) * (here.solved + rise * ((from + to) / 2 - here.costUsd));
  }
  return area / (toUsd - anchor.costUsd);
}

/** The least USD at which the hull reaches this share solved; undefined when it never does. */
export function costAt(hull: readonly CurvePoint[], solved: number): number | undefined {
  const at = hull.findIndex((point) => point.solved >= solved);
  if (at === -1) return undefined;
  const upper = hull[at]!;
  const lower = hull[at - 1];
  if (lower === undefined) return upper.costUsd;
  return lower.costUsd + ((solved - lower.solved) / (upper.solved - lower.solved)) * (upper.costUsd - lower.costUsd);
}

function slope(from: CurvePoint, to: CurvePoint): number {
  return (to.solved - from.solved) / (to.costUsd - from.costUsd);
}
