import type { DetectedCheck } from './detectChecks';

/** VS Code's own storage of this extension, as far as it is needed; never a workspace's. */
export interface StatePort {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** Commands that the person has confirmed for a folder, newest first, each an exact argument vector. */
export interface ConfirmedChecks {
  of(folder: string): readonly (readonly string[])[];
  remember(folder: string, argv: readonly string[]): Promise<void>;
}

const key = 'gavel.confirmedChecks';
/** Ours: more would only be noise in the list. */
const maxPerFolder = 8;

/** Remembers what a person picked, in the extension's global state. */
export function confirmedChecks(state: StatePort): ConfirmedChecks {
  const all = (): Readonly<Record<string, unknown>> => {
    const value = state.get(key);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  };
  const of = (folder: string): readonly (readonly string[])[] => {
    const value = Object.hasOwn(all(), folder) ? all()[folder] : undefined;
    return Array.isArray(value) ? value.filter(isArgv) : [];
  };
  return {
    of,
    remember: async (folder, argv) => {
      const others = of(folder).filter((known) => !sameArgv(known, argv));
      await state.update(key, { ...all(), [folder]: [argv, ...others].slice(0, maxPerFolder) });
    },
  };
}

/** The candidates, those marked that were confirmed before; confirmed commands that nothing detects come last. */
export function withConfirmed(
  candidates: readonly DetectedCheck[],
  confirmed: readonly (readonly string[])[],
): readonly DetectedCheck[] {
  const known = ({ argv }: DetectedCheck): boolean => confirmed.some((other) => sameArgv(other, argv));
  const marked = candidates.map((check) =>
    known(check) ? { ...check, source: `${check.source}, used before` } : check,
  );
  const rest = confirmed.filter((argv) => !candidates.some((check) => sameArgv(check.argv, argv)));
  return [...marked, ...rest.map((argv) => ({ argv, source: 'used before' }))];
}

function isArgv(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string');
}

function sameArgv(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
