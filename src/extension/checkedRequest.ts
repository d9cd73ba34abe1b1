import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { AuctionOptions, AuctionRequest } from '../../api/gavel';
import { UserFacingError } from '../base/userFacingError';

const uri = z.custom<vscode.Uri>((value) => value instanceof vscode.Uri);
const range = z.custom<vscode.Range>((value) => value instanceof vscode.Range);

const request = z.object({
  text: z.string().check(z.trim(), z.minLength(1)),
  anchors: z.optional(z.array(z.object({ uri, range: z.optional(range) }))),
  check: z.optional(z.array(z.string()).check(z.minLength(1))),
  award: z.optional(z.enum(['review', 'automatic'])),
});

const options = z.object({
  signal: z.optional(z.custom<AbortSignal>((value) => value instanceof AbortSignal)),
  onEvent: z.optional(z.custom<NonNullable<AuctionOptions['onEvent']>>((value) => typeof value === 'function')),
});

/** The options of a request, looked at like it. */
export function checkedOptions(given: unknown): AuctionOptions {
  const read = options.safeParse(given ?? {});
  if (read.success) return read.data as AuctionOptions;
  const where = read.error.issues[0]?.path.join('.') ?? '';
  throw new UserFacingError(
    `Another extension asked for an auction, but ${where === '' ? 'its options are' : `"${where}" of its options is`} not as Gavel's API wants it: see docs/api.md.`,
  );
}

/** What another extension passed, looked at: it may be plain JavaScript. Throws a `UserFacingError` that says what is wrong. */
export function checkedRequest(given: unknown): AuctionRequest {
  const read = request.safeParse(given);
  if (read.success) return read.data as AuctionRequest;
  const [issue] = read.error.issues;
  const where =
    issue === undefined || issue.path.length === 0 ? 'the request' : `"${issue.path.join('.')}" of the request`;
  throw new UserFacingError(
    `Another extension asked for an auction, but ${where} is not as Gavel's API wants it: see docs/api.md.`,
  );
}
