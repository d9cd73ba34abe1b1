import type { CheckGrant } from '../sandbox/checkGrant';

/**
 * What the person clicked on, each good for one run: the exact command in the exact folder, and what that run's check may
 * have beyond the usual. Nothing is kept on the disk, and a command that differs in one argument is another one.
 */
export class CheckConsents {
  private readonly open = new Map<string, CheckGrant>();

  /** Notes a click; a later one on the same command replaces it. */
  give(folder: string, argv: readonly string[], grant: CheckGrant): void {
    this.open.set(keyOf(folder, argv), grant);
  }

  has(folder: string, argv: readonly string[]): boolean {
    return this.open.has(keyOf(folder, argv));
  }

  /** Uses the click up; `undefined` when there is none. */
  take(folder: string, argv: readonly string[]): CheckGrant | undefined {
    const key = keyOf(folder, argv);
    const grant = this.open.get(key);
    this.open.delete(key);
    return grant;
  }
}

function keyOf(folder: string, argv: readonly string[]): string {
  return JSON.stringify([folder, ...argv]);
}
