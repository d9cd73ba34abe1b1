import type { CodeSymbol } from './edits/outline';

/** A problem that a language server reports. Lines are 1-based. */
export interface CodeProblem {
  readonly path: string;
  readonly line: number;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly message: string;
}

/**
 * What language servers know of the workspace. They never look into the sandbox: files that a model wrote could make an
 * extension run them. So they answer only for text that is the same in the workspace. Neither method throws.
 */
export interface LanguagePort {
  /** Symbols of a file in the order of the text; undefined when nobody knows, or when the workspace has another text. */
  symbols(path: string, text: string, signal: AbortSignal): Promise<readonly CodeSymbol[] | undefined>;
  /** Problems of one file, or of all; undefined as above. */
  problems(
    file: { readonly path: string; readonly text: string } | undefined,
  ): Promise<readonly CodeProblem[] | undefined>;
}

/** Where no language server is. */
export const nullLanguage: LanguagePort = {
  symbols: () => Promise.resolve(undefined),
  problems: () => Promise.resolve(undefined),
};
