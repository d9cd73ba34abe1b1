import * as vscode from 'vscode';
import * as z from 'zod/mini';

const place = z.object({
  uri: z.string().check(z.maxLength(4096)),
  line: z.optional(z.int().check(z.nonnegative())),
  character: z.optional(z.int().check(z.nonnegative())),
  message: z.optional(z.string()),
  each: z.optional(z.boolean()),
});

/** A place that a menu of ours names, 0-based. */
export interface PlaceArgument {
  readonly uri: vscode.Uri;
  readonly line?: number | undefined;
  readonly character?: number | undefined;
  readonly message?: string | undefined;
  /** All that is there, one after the other. */
  readonly each?: boolean | undefined;
}

/** Reads the argument of a command; whoever ran it may have passed anything. */
export function placeArgument(argument: unknown): PlaceArgument | undefined {
  const read = place.safeParse(argument);
  if (!read.success) return undefined;
  try {
    return { ...read.data, uri: vscode.Uri.parse(read.data.uri, true) };
  } catch {
    return undefined; // no address at all
  }
}
