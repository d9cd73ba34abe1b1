/** `0.004132` is `$0.0041`, `0.03` is `$0.03`, `12.5` is `$12.50`; two significant digits below ten cents. */
export function formatUsd(usd: number): string {
  if (usd < 0) return `−${formatUsd(-usd)}`;
  if (usd === 0) return '$0';
  if (usd >= 0.1) return `$${usd.toFixed(2)}`;
  const decimals = Math.min(8, 1 - Math.floor(Math.log10(usd)));
  return `$${usd.toFixed(decimals)}`;
}

/** Milliseconds as a person says them: `820 ms`, `3.2 s`, `1 min 12 s`. */
export function formatDuration(elapsedMs: number): string {
  if (elapsedMs < 950) return `${Math.round(elapsedMs)} ms`;
  if (elapsedMs < 59_950) return `${(elapsedMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(elapsedMs / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest > 0 ? ` ${rest} s` : ''}`;
}

/** A number with a real minus sign; a rounded zero has none. */
export function formatNumber(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Decimals (2 to 4) needed to tell the given scores apart, so that a close race does not look like a tie. */
export function decimalsFor(values: readonly number[]): number {
  const distinct = new Set(values).size;
  const enough = (decimals: number): boolean =>
    new Set(values.map((value) => value.toFixed(decimals))).size === distinct;
  return [2, 3].find(enough) ?? 4;
}

/** `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `2026-11-22 20:40` where the reader is; "unknown date" for a moment no calendar knows. */
export function formatMoment(atMs: number): string {
  const date = new Date(atMs);
  if (Number.isNaN(date.getTime())) return 'unknown date';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
