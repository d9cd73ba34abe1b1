import * as z from 'zod/mini';

const textParts = z.array(z.looseObject({ text: z.optional(z.string()) }));

const messageSchema = z.looseObject({
  role: z.string(),
  content: z.optional(z.nullable(z.union([z.string(), textParts]))),
});

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema).check(z.minLength(1)),
  stream: z.optional(z.nullable(z.boolean())),
  stream_options: z.optional(z.nullable(z.looseObject({ include_usage: z.optional(z.boolean()) }))),
  logprobs: z.optional(z.nullable(z.boolean())),
  top_logprobs: z.optional(z.nullable(z.int().check(z.gte(0), z.lte(20)))),
  max_tokens: z.optional(z.nullable(z.int().check(z.gte(1)))),
  max_completion_tokens: z.optional(z.nullable(z.int().check(z.gte(1)))),
  tools: z.optional(z.nullable(z.array(z.looseObject({ function: z.looseObject({ name: z.string() }) })))),
});

/** One message with its text; parts are joined. */
export interface ChatRequestMessage {
  readonly role: string;
  readonly text: string;
}

/** What the scripted server understands of a chat completion request. */
export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatRequestMessage[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
  /** Alternatives asked for per token, 0..20; `undefined` when log-probabilities were not asked for. */
  readonly topLogprobs: number | undefined;
  readonly maxTokens: number;
  /** Names of the tools offered; empty without tools. */
  readonly tools: readonly string[];
}

/** Reads a request body; `message` says which field is wrong. */
export function readChatRequest(
  body: unknown,
): { readonly kind: 'ok'; readonly request: ChatRequest } | { readonly kind: 'invalid'; readonly message: string } {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: 'invalid', message: `Invalid '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'unreadable'}` };
  }
  const data = parsed.data;
  if (typeof data.top_logprobs === 'number' && data.logprobs !== true) {
    return { kind: 'invalid', message: "'top_logprobs' needs 'logprobs' to be true." };
  }
  return {
    kind: 'ok',
    request: {
      model: data.model,
      messages: data.messages.map(({ role, content }) => ({ role, text: textOf(content) })),
      stream: data.stream === true,
      includeUsage: data.stream_options?.include_usage === true,
      topLogprobs: data.logprobs === true ? (data.top_logprobs ?? 0) : undefined,
      maxTokens: data.max_completion_tokens ?? data.max_tokens ?? Number.POSITIVE_INFINITY,
      tools: (data.tools ?? []).map((tool) => tool.function.name),
    },
  };
}

function textOf(content: z.infer<typeof messageSchema>['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map((part) => part.text ?? '').join('');
}
