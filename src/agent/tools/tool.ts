import * as z from 'zod/mini';
import type { ToolSpec } from '../../auction/model';
import type { CheckResult } from '../../sandbox/check';
import type { SandboxTree } from '../../sandbox/sandboxTree';
import type { EditForm, EditNote } from '../edits/editForm';
import type { LanguagePort } from '../languagePort';
import type { SearchPort } from '../search/searchPort';
import { schemaProblem } from './schemaProblem';

/** What a tool may touch: the sandbox, what is known about it, and the confirmed check, nothing else. */
export interface ToolContext {
  readonly sandbox: SandboxTree;
  readonly language: LanguagePort;
  readonly search: SearchPort;
  readonly runCheck?: (signal: AbortSignal) => Promise<CheckResult>;
  /** A tool asks it before each write and passes it on. */
  readonly signal: AbortSignal;
}

/** What a call gave. `text` goes to the model, `title` and `detail` to the person. */
export interface ToolResult {
  readonly ok: boolean;
  readonly text: string;
  readonly title: string;
  /** Empty when the title says it all. */
  readonly detail: string;
  /** Whether a file of the sandbox changed. */
  readonly changedFiles: boolean;
  /** Which ones, where `changedFiles` is set. */
  readonly changedPaths?: readonly string[];
  /** How an edit was written, when that says something about the model. */
  readonly edit?: EditNote;
  /** Only from the check itself, never from a model's words. */
  readonly check?: CheckResult;
}

/** Arguments that passed the schema, ready to run; `key` is the same for calls that mean the same. */
export type ReadyCall =
  | { readonly kind: 'ready'; readonly key: string; readonly run: (context: ToolContext) => Promise<ToolResult> }
  | { readonly kind: 'refused'; readonly reason: string };

/** One tool of the agent. Its run never throws for what a model or a file can cause. */
export interface Tool extends ToolSpec {
  readonly changesFiles: boolean;
  /** The form its calls count for. */
  readonly editForm?: EditForm;
  /** The forms in which it is offered; absent means always. It can be called in all. */
  readonly offeredFor?: readonly EditForm[];
  /** A block of the text protocol that stands for a call without JSON. */
  readonly textForm?: string;
  /** Checks untrusted arguments; fields the schema does not know are refused. */
  prepare(args: unknown): ReadyCall;
}

/** A tool before its arguments are hidden behind the common interface. */
export interface ToolDefinition<Schema extends z.ZodMiniType> {
  readonly name: string;
  readonly description: string;
  /** A `z.strictObject`: the model reads it as JSON schema. */
  readonly schema: Schema;
  readonly changesFiles: boolean;
  readonly editForm?: EditForm;
  readonly offeredFor?: readonly EditForm[];
  readonly textForm?: string;
  readonly run: (args: z.output<Schema>, context: ToolContext) => ToolResult | Promise<ToolResult>;
}

/** Makes a tool of a definition: the schema checks the arguments and describes them to the model. */
export function defineTool<Schema extends z.ZodMiniType>(definition: ToolDefinition<Schema>): Tool {
  const { run, schema, ...common } = definition;
  const { name } = common;
  return {
    ...common,
    parameters: parametersOf(schema),
    prepare: (args) => {
      const parsed = schema.safeParse(args);
      if (!parsed.success) return { kind: 'refused', reason: schemaProblem(name, parsed.error) };
      const key = `${name} ${JSON.stringify(parsed.data)}`;
      return { kind: 'ready', key, run: async (context) => await run(parsed.data, context) };
    },
  };
}

function parametersOf(schema: z.ZodMiniType): Readonly<Record<string, unknown>> {
  const parameters: Record<string, unknown> = { ...z.toJSONSchema(schema) };
  delete parameters['$schema'];
  return parameters;
}

/** A result that only says why nothing was done. */
export function failedResult(title: string, reason: string): ToolResult {
  return { ok: false, text: reason, title, detail: reason, changedFiles: false };
}
