import type { Capabilities } from '../auction/bidder';
import type { ChatMessage, ModelReply, ToolSpec } from '../auction/model';
import type { Exchange, Reading } from './conversation';
import { nativeProtocol } from './nativeProtocol';
import { textProtocol } from './textProtocol';
import type { Tool } from './tools/tool';
import type { WorkHabits } from './workHabits';

/** A whole answer of a model. */
export type CompleteReply = Extract<ModelReply, { kind: 'complete' }>;

/** How tools are offered, calls are read and results are told. Pure: the loop is the same for all protocols. */
export interface AgentProtocol {
  /** Sent with each request; undefined sends no tools at all, since some servers refuse an empty list. */
  toolSpecs(tools: readonly Tool[]): readonly ToolSpec[] | undefined;
  /** What the prompt says about tools. */
  toolSection(tools: readonly Tool[]): string;
  read(reply: CompleteReply): Reading;
  /** The messages an exchange becomes in the next prompts. */
  render(exchange: Exchange): readonly ChatMessage[];
}

export type ProtocolKind = 'native' | 'text';

/** All protocols by name. */
export const protocols: Readonly<Record<ProtocolKind, AgentProtocol>> = { native: nativeProtocol, text: textProtocol };

/**
 * What worked with the model before; else native tool calls, unless it is known to have none. A wrong guess is corrected
 * by its first failures.
 */
export function firstProtocol(capabilities: Capabilities, habits: WorkHabits): ProtocolKind {
  if (capabilities.nativeTools === false) return 'text';
  return habits.protocol ?? 'native';
}
