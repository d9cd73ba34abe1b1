import { visibleText } from '../base/visibleText';

/** "Requests spent of your plan: 5 (GPT-4o 3, o3 2)"; empty when no bidder is paid for by a plan. */
export function planRequestsText(spent: readonly { readonly name: string; readonly requests: number }[]): string {
  if (spent.length === 0) return '';
  const all = spent.reduce((sum, { requests }) => sum + requests, 0);
  const each = spent.map(({ name, requests }) => `${visibleText(name)} ${requests}`).join(', ');
  return `Requests spent of your plan: ${all} (${each})`;
}
