/** USD for a sentence: cents from a dollar on, else two significant digits ("$0.042"). */
export function usd(amount: number): string {
  if (!Number.isFinite(amount)) return 'no limit';
  if (amount === 0 || Math.abs(amount) >= 1) return `$${amount.toFixed(2)}`;
  const digits = Math.min(6, 1 - Math.floor(Math.log10(Math.abs(amount))));
  return `$${amount.toFixed(Math.max(2, digits))}`;
}

/** A share of 1 for a sentence: whole percents. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
