import * as z from 'zod/mini';
import { writeFileAtomic } from '../base/atomicFile';
import { errorText } from '../base/errorText';
import type { FitProgram, FittedProfile } from '../auction/fit/fittedProfile';
import { changeSharedValue, readSharedValue, type SharedChange } from '../store/sharedValue';

/** Numbers here are finite: what is not, JSON cannot say, and such a profile is none. */
const weight = z.number().check(z.minimum(0), z.maximum(1));
const sd = z.number().check(z.minimum(0));

const base = {
  fittedAtMs: z.number(),
  taskCount: z.number(),
  bidders: z.array(z.object({ bidderId: z.string(), price: z.number().check(z.minimum(0)) })),
  heldOut: z.object({
    measure: z.enum(['auc', 'logLikelihood']),
    builtIn: z.number(),
    fitted: z.number(),
    difference: z.number(),
    standardError: z.number(),
    beats: z.boolean(),
  }),
};

const schema = z.object({
  schema: z.literal(1),
  profiles: z.array(
    z.discriminatedUnion('program', [
      z.object({
        ...base,
        program: z.literal('minMax'),
        costWeight: weight,
        entropyWeight: weight,
        juryWeight: weight,
        judgeShares: z.record(z.string(), weight),
        q: z.number(),
        gap: z.number(),
      }),
      z.object({
        ...base,
        program: z.literal('outcomes'),
        correction: z.object({
          shift: z.number(),
          bidderShifts: z.record(z.string(), z.number()),
          taskSlope: z.number(),
          bidSlope: z.number(),
        }),
        shiftSd: z.record(z.string(), sd),
      }),
    ]),
  ),
});

/** The fitted profiles a person chose to use, at most one of each program; all windows share them. */
export interface ProfileStore {
  /** What is kept, and in a sentence why it could not be read; damaged profiles are as if there were none. */
  read(): Promise<{ readonly profiles: readonly FittedProfile[]; readonly problem?: string }>;
  /** Keeps this one in place of the last of its program. */
  keep(profile: FittedProfile): Promise<SharedChange>;
  /** Forgets those of one program, or all: the built-in one is in force again. */
  forget(program?: FitProgram): Promise<SharedChange>;
}

/** How long to wait for another window that writes. */
const waitMs = 2000;

/** Opens the store; the file is not touched before the first call. Nothing here throws. */
export function openProfileStore(file: string): ProfileStore {
  const format = { file, parse, waitMs };
  const change = (next: (kept: readonly FittedProfile[]) => readonly FittedProfile[]): Promise<SharedChange> =>
    changeSharedValue(format, (current) =>
      Promise.resolve({ schema: 1, profiles: [...next(current?.profiles ?? [])] }),
    );
  return {
    read: async () => {
      const { value, problem } = await readSharedValue(format);
      if (problem !== undefined)
        return { profiles: [], problem: `Your fitted profiles could not be read (${problem}).` };
      return { profiles: value?.profiles ?? [] };
    },
    keep: (profile) => change((kept) => [...kept.filter(({ program }) => program !== profile.program), profile]),
    forget: (program) =>
      change((kept) => (program === undefined ? [] : kept.filter((profile) => profile.program !== program))),
  };
}

/** Writes profiles as JSON to a file of the person's choice; the message of a failure ends a sentence. */
export async function exportProfiles(
  file: string,
  profiles: readonly FittedProfile[],
): Promise<{ readonly kind: 'exported' } | { readonly kind: 'failed'; readonly message: string }> {
  try {
    await writeFileAtomic(file, `${JSON.stringify({ schema: 1, profiles }, null, 2)}\n`, { mode: 0o600 });
    return { kind: 'exported' };
  } catch (error) {
    return {
      kind: 'failed',
      message: `The profiles could not be written to ${file} (${errorText(error)}); choose another place.`,
    };
  }
}

interface Kept {
  readonly schema: 1;
  readonly profiles: readonly FittedProfile[];
}

function parse(value: unknown): Kept | undefined {
  const read = schema.safeParse(value);
  return read.success ? read.data : undefined;
}
