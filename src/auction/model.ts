/** One message of a conversation, in the shape every chat endpoint understands. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly content: string; readonly toolCallId: string };

/** A call as the model wrote it; `argumentsText` is unparsed and untrusted. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}

/** A tool offered to the model. `parameters` is a JSON schema. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A schema the answer should follow where the server can; never relied upon. */
export interface AnswerSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** What a model call is for; the ledger books by it. */
export type CallPurpose = 'bid' | 'jury' | 'refine' | 'execute';

/** One generated token. Natural logarithms; `top` may be empty, and need not hold the chosen token. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  readonly top: readonly { readonly token: string; readonly logprob: number }[];
}

/** Tokens as the provider reported them. `inputTokens` includes `cachedInputTokens`; `outputTokens` includes `reasoningTokens`. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens?: number;
  readonly reasoningTokens?: number;
  /** USD as billed, where the provider says it; wins over any computed cost. */
  readonly costUsd?: number;
}

/** Why an answer ended. `other` carries the server's own word in `finishReason`. */
export type FinishReason = 'stop' | 'length' | 'toolCalls' | 'contentFilter' | 'other';

/** What kind of failure a call met; callers branch on this, never on the text. */
export type FailureReason =
  | 'aborted'
  | 'unreachable'
  | 'unauthorized'
  | 'notFound'
  | 'rateLimited'
  | 'refused'
  | 'toolsUnsupported'
  | 'contextOverflow'
  | 'timedOut'
  | 'cutOff'
  | 'tooLarge'
  | 'badAnswer'
  | 'serverError'
  | 'missingKey'
  | 'overBudget';

/** The answer of a model: a value in every case, also when nothing came. */
export type ModelReply =
  | {
      readonly kind: 'complete';
      /** Visible text: reasoning is kept apart. */
      readonly text: string;
      readonly reasoning: string;
      readonly toolCalls: readonly ToolCall[];
      readonly finishReason: FinishReason;
      readonly logprobs?: readonly TokenLogprob[];
      readonly usage?: Usage;
      /** The model name the server answered with, when it differs from the one asked for. */
      readonly answeredBy?: string;
      readonly planRequests?: number;
    }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      /** One sentence naming endpoint and model, never the key. */
      readonly message: string;
      readonly partialText: string;
      readonly usage?: Usage;
      /** Requests of the user's plan that the call has spent; absent for models that no plan pays for. */
      readonly planRequests?: number;
    };
