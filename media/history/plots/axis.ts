/** A straight axis with a few round marks. `min < max`, all finite. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  /** Ascending, within min and max. */
  readonly marks: readonly number[];
}

const wantedMarks = 3;

/** The axis from 0, or from the lowest value below it, to the highest value, both rounded outwards to a mark. */
export function axisFor(values: readonly number[]): Axis {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep((high - low) / wantedMarks);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const marks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { min: first * step, max: last * step, marks };
}

/** 1, 2 or 5 times a power of ten, at least `step`; of nothing or too little, 1. */
function roundStep(step: number): number {
  if (!(step > 1e-12)) return 1;
  const power = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((factor) => factor * power >= step) ?? 10) * power;
}

/** Where a value stands, in percent of the axis from its lower end. */
export function place(value: number, { min, max }: Axis): number {
  return Math.min(100, Math.max(0, ((value - min) / (max - min)) * 100));
}

/** For attributes of SVG. */
export function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
