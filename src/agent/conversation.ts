import type { ToolCall } from '../auction/model';
import type { EditForm } from './edits/editForm';

/** What one call gave, as the model reads it. */
export interface CallResult {
  readonly callId: string;
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

/** How calls were written: as native tool calls, or as fenced blocks in the text. */
export type CallForm = 'native' | 'text';

/**
 * One answer of the model and what it was told in return, apart from any protocol, so that a conversation can go on
 * in the other one. `said` is the visible text, call blocks included; `results` are in the order of `calls`.
 */
export interface Exchange {
  readonly said: string;
  readonly form: CallForm;
  readonly calls: readonly ToolCall[];
  readonly results: readonly CallResult[];
  /** A sentence of ours to the model, when results alone do not tell it. */
  readonly notice?: string;
}

/** A call found in an answer; `problem` says why it could not be read, and then it is not run. */
export interface ReadCall {
  readonly call: ToolCall;
  readonly problem?: string;
  /** The form of an edit that could not be read. */
  readonly form?: EditForm;
  /** The file an edit block named. */
  readonly path?: string;
}

/** An answer taken apart: `prose` is the text without call blocks, for people. */
export interface Reading {
  readonly form: CallForm;
  readonly prose: string;
  readonly calls: readonly ReadCall[];
}

/** Characters that an exchange puts into a prompt, about. */
export function exchangeCharacters(exchange: Exchange): number {
  const calls = exchange.calls.reduce((sum, call) => sum + call.name.length + call.argumentsText.length, 0);
  const results = exchange.results.reduce((sum, result) => sum + result.text.length, 0);
  return exchange.said.length + calls + results + (exchange.notice?.length ?? 0);
}
