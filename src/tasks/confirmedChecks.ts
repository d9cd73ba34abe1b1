import * as z from 'zod/mini';
import type { DetectedCheck } from './detectChecks';

/** VS Code's own storage of this extension, as far as it is needed; never a workspace's. */
export interface StatePort {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

/** A command that the person confirmed: an exact argument vector, what it ran, and what was on offer then. */
export interface ConfirmedCheck {
  readonly argv: readonly string[];
  /** `checkStamp` of then; absent in what an older version kept, and such a command is asked about once more. */
  readonly stamp?: string | undefined;
  /** The offer that was taken, or the first one beside which another command was chosen; absent when nothing was found. */
  readonly offer?: DetectedCheck | undefined;
}

/** The commands that the person has confirmed for a folder, newest first. */
export interface ConfirmedChecks {
  of(folder: string): readonly ConfirmedCheck[];
  /** Remembers what was chosen while `offered` were the candidates. */
  remember(
    folder: string,
    check: { readonly argv: readonly string[]; readonly stamp: string },
    offered: readonly DetectedCheck[],
  ): Promise<void>;
  /** After this the next task of the folder is asked about again. */
  forget(folder: string): Promise<void>;
}

const key = 'gavel.confirmedChecks';
/** Ours: a narrow check for each of a handful of files; older ones are asked about again. */
const maxPerFolder = 16;

const argvSchema = z.array(z.string()).check(z.minLength(1));
const entrySchema = z.object({
  argv: argvSchema,
  stamp: z.optional(z.string()),
  offer: z.optional(z.object({ argv: argvSchema, source: z.string() })),
});

/** Remembers what a person picked, in the extension's global state. */
export function confirmedChecks(state: StatePort): ConfirmedChecks {
  const all = (): Readonly<Record<string, unknown>> => {
    const value = state.get(key);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  };
  const of = (folder: string): readonly ConfirmedCheck[] => {
    const value = Object.hasOwn(all(), folder) ? all()[folder] : undefined;
    if (!Array.isArray(value)) return [];
    return value.flatMap((entry) => entrySchema.safeParse(entry).data ?? []);
  };
  return {
    of,
    remember: async (folder, { argv, stamp }, offered) => {
      const offer = offered.find((check) => sameArgv(check.argv, argv)) ?? offered[0];
      const entry: ConfirmedCheck = offer === undefined ? { argv, stamp } : { argv, stamp, offer };
      const others = of(folder).filter((known) => !(sameArgv(known.argv, argv) && sameOffer(known.offer, offer)));
      await state.update(key, { ...all(), [folder]: [entry, ...others].slice(0, maxPerFolder) });
    },
    forget: async (folder) => {
      await state.update(key, Object.fromEntries(Object.entries(all()).filter(([known]) => known !== folder)));
    },
  };
}

/**
 * The command that needs no question, since the person confirmed exactly this one: the newest that is offered again word
 * for word, what the offer was seen in included (a changed test script is another command), or that was typed while the
 * first offer was the same, and that still runs what it ran then by `stampOf`. Undefined means: ask.
 */
export async function rememberedCheck(
  offered: readonly DetectedCheck[],
  confirmed: readonly ConfirmedCheck[],
  stampOf: (argv: readonly string[]) => Promise<string>,
): Promise<readonly string[] | undefined> {
  const counts = ({ argv, offer }: ConfirmedCheck): boolean =>
    offer !== undefined && sameArgv(argv, offer.argv)
      ? offered.some((check) => sameOffer(check, offer))
      : sameOffer(offered[0], offer);
  for (const { argv, stamp } of confirmed.filter(counts)) {
    if (stamp !== undefined && stamp === (await stampOf(argv))) return argv;
  }
  return undefined;
}

/** The candidates, those marked that were confirmed before; confirmed commands that nothing detects come last. */
export function withConfirmed(
  candidates: readonly DetectedCheck[],
  confirmed: readonly ConfirmedCheck[],
): readonly DetectedCheck[] {
  const known = ({ argv }: DetectedCheck): boolean => confirmed.some((other) => sameArgv(other.argv, argv));
  const marked = candidates.map((check) =>
    known(check) ? { ...check, source: `${check.source}, used before` } : check,
  );
  const rest = confirmed
    .filter(({ argv }) => !candidates.some((check) => sameArgv(check.argv, argv)))
    .filter(({ argv }, index, all) => all.findIndex((other) => sameArgv(other.argv, argv)) === index);
  return [...marked, ...rest.map(({ argv }) => ({ argv, source: 'used before' }))];
}

function sameOffer(one: DetectedCheck | undefined, other: DetectedCheck | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.source === other.source && sameArgv(one.argv, other.argv);
}

function sameArgv(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
}
