/** A typed command as arguments, or why it cannot be one. */
export type TypedCommand =
  { readonly kind: 'ok'; readonly argv: readonly string[] } | { readonly kind: 'refused'; readonly reason: string };

const word = /"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/gu;

/** Splits what a person typed into arguments, with quotes as a shell has them. No shell runs, so its operators are refused. */
export function readCommand(typed: string): TypedCommand {
  const argv: string[] = [];
  for (const [, double, single, bare] of typed.matchAll(word)) {
    if (bare !== undefined && /^[|&;<>]|[`|;<>]|\$\(|&&/u.test(bare)) {
      return {
        kind: 'refused',
        reason: `"${bare}" needs a shell, and the check runs without one. Put it into a script of your project and name that here.`,
      };
    }
    argv.push(double?.replace(/\\(["\\])/gu, '$1') ?? single ?? bare ?? '');
  }
  return argv.length > 0 ? { kind: 'ok', argv } : { kind: 'refused', reason: 'Type a command, for example npm test.' };
}
