import type { Capabilities } from '../auction/bidder';
import type { ChatMessage, ModelReply, ToolSpec } from '../auction/model';
import type { Exchange, Reading } from './conversation';
import { nativeProtocol } from './nativeProtocol';
import { textProtocol } from './textProtocol';
import type { Toolbox } from './tools/toolbox';

/** A whole answer of a model. */
export type CompleteReply = Extract<ModelReply, { kind: 'complete' }>;

/** How tools are offered, calls are read and results are told. Pure: the loop is the same for all protocols. */
export interface AgentProtocol {
  /** Sent with each request; undefined sends no tools at all, since some servers refuse an empty list. */
  toolSpecs(toolbox: Toolbox): readonly ToolSpec[] | undefined;
  /** What the prompt says about tools. */
  toolSection(toolbox: Toolbox): string;
  read(reply: CompleteReply): Reading;
  /** The messages an exchange becomes in the next prompts. */
  render(exchange: Exchange): readonly ChatMessage[];
}

export type ProtocolKind = 'native' | 'text';

/** All protocols by name. */
export const protocols: Readonly<Record<ProtocolKind, AgentProtocol>> = { native: nativeProtocol, text: textProtocol };

/** Native tool calls unless the model is known to have none; a wrong guess is corrected once by its first failure. */
export function firstProtocol(capabilities: Capabilities): ProtocolKind {
  return capabilities.nativeTools === false ? 'text' : 'native';
}
