import type { AnswerSchema, CallPurpose, ChatMessage, ModelReply, ToolSpec } from '../auction/model';
import type { Bidder } from '../auction/bidder';

/** One call to one model. */
export interface ModelRequest {
  readonly bidder: Bidder;
  readonly purpose: CallPurpose;
  readonly messages: readonly ChatMessage[];
  /** Upper bound of generated tokens, reasoning included. */
  readonly maxTokens: number;
  readonly logprobs?: boolean;
  readonly answerSchema?: AnswerSchema;
  readonly tools?: readonly ToolSpec[];
  /** 0 for deterministic work; absent leaves the server's default. */
  readonly temperature?: number;
}

export interface CallOptions {
  readonly signal: AbortSignal;
  /** Told `true` when the call has to wait for its turn in our own queue, and `false` when its turn has come. */
  readonly onQueue?: (waiting: boolean) => void;
  /** Called with each piece of visible text as it streams in. */
  readonly onText?: (delta: string) => void;
}

/** The only way to a model. Never throws: an abort, a dead server, a wrong key are replies of kind `failed`. */
export interface ModelPort {
  complete(request: ModelRequest, options: CallOptions): Promise<ModelReply>;
}
