import { homedir } from 'node:os';

/** What a confined check seems to have missed. A guess from its output, for a hint to the person; it changes no verdict. */
export type Lacking = 'network' | 'homeFiles' | 'writableDependencies';

/** The words in which resolvers, package managers and languages say that there is no network. */
const networkWords =
  /\b(?:EAI_AGAIN|ENOTFOUND|ENETUNREACH|getaddrinfo|UnknownHostException)\b|could not resolve host|temporary failure in name resolution|name or service not known|network is unreachable|failed to lookup address|dial tcp: lookup|nodename nor servname/iu;
/** Node says ENOENT where it makes several folders at once in a read-only one. */
const readOnlyWords = /\bEROFS\b|read-only file system|\bENOENT\b[^\n]*\bmkdir\b/iu;
const absence = /no such file|not found|ENOENT|cannot find|does not exist|cannot open/iu;

/** A dependency folder anywhere in a message. */
const namesDependencies = /(?:node_modules|\.?venv|vendor\/bundle)\//u;

/** Longer lines are no messages of a tool. */
const longestLine = 2_000;

/** Reads the output of a check that did not pass; `undefined` when nothing in it points to the confinement. */
export function lackingIn(output: string, home: string = homedir()): Lacking | undefined {
  const lines = output.split('\n').filter((line) => line.length <= longestLine);
  // Before the network: with it, an install would still not be able to write.
  if (lines.some((line) => readOnlyWords.test(line) && namesDependencies.test(line))) return 'writableDependencies';
  if (lines.some((line) => networkWords.test(line))) return 'network';
  return home.length > 1 && lines.some((line) => line.includes(`${home}/`) && absence.test(line))
    ? 'homeFiles'
    : undefined;
}

/** The hint, as a sentence behind another. */
export const lackingText: Readonly<Record<Lacking, string>> = {
  network:
    ' It seems to need the network, which a confined check does not have: allow it for one run with “Allow More and Run Again”.',
  writableDependencies:
    ' It writes into the installed dependencies, which a confined check only reads: install them in the workspace and press “Run the Auction Again”, or set “gavel.sandbox.dependencies” to “copy” before that.',
  homeFiles:
    ' It seems to need files of your home folder, which a confined check does not see: allow their folder for one run with “Allow More and Run Again”.',
};
