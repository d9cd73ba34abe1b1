import * as z from 'zod/mini';
import { visibleText } from '../../base/visibleText';

/** Characters of one result that lists, reads or searches; about 6,000 tokens. Ours, untested. */
export const maxResultCharacters = 24 * 1024;

/** The path argument that file tools share. The gate of the sandbox decides what it may mean. */
export const pathSchema = z
  .string()
  .check(z.minLength(1), z.maxLength(1000), z.describe('Path relative to the project folder, with forward slashes.'));

/** The folder argument of list and search. */
export const folderSchema = z.optional(
  z.string().check(z.maxLength(1000), z.describe('Only below this folder, relative to the project folder.')),
);

/** A path as a title may show it: one line, nothing invisible, at most 80 characters. */
export function shownPath(path: string): string {
  const shown = visibleText(path).replace(/\s+/g, ' ');
  return shown.length > 80 ? `…${shown.slice(-79)}` : shown;
}

/** A whole file or function as an argument. */
export const contentSchema = z.string().check(z.maxLength(400_000));

/** Consent to lose lines, given call by call. */
export const mayShrinkSchema = z.optional(
  z.boolean().check(z.describe('Set it only when the task needs more than half of the file gone.')),
);
