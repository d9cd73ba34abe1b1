import { type IssueAddress, readIssueAddress } from './issueAddress';

/**
 * The issue that another extension's menu means. The GitHub Pull Requests extension passes an object of its own, in which
 * `number` and `html_url` are read; other shapes, and getters that throw, are no issue.
 */
export function issueArgument(argument: unknown, webHost: string): IssueAddress | undefined {
  if (typeof argument === 'string' || typeof argument === 'number') return readIssueAddress(String(argument), webHost);
  const candidates = [argument, read(argument, 'issueModel'), read(argument, 'issue'), read(argument, 'item')];
  for (const candidate of candidates) {
    const address = read(candidate, 'html_url');
    const found = typeof address === 'string' ? readIssueAddress(address, webHost) : undefined;
    if (found !== undefined) return found;
    const number = read(candidate, 'number');
    // Without its address it could be anybody's: only one that names no other place counts.
    if (address === undefined && typeof number === 'number' && Number.isSafeInteger(number) && number > 0)
      return { number };
  }
  return undefined;
}

function read(value: unknown, name: string): unknown {
  try {
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  } catch {
    return undefined;
  }
}
