import type { TokenLogprob, ToolCall, Usage } from '../auction/model';
import { asRecord, asText } from './jsonShape';
import type { JsonRecord } from './jsonShape';
import { readLogprobs } from './logprobEntries';
import { ThinkTags } from './thinkTags';
import { ToolCallFragments } from './toolCallFragments';
import { readUsage } from './usageReading';

/** Everything a stream said, whether it ended well or not. */
export interface AssembledStream {
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  /** The server's own word; `undefined` means that the answer was never ended by the server. */
  readonly finishWord: string | undefined;
  /** `undefined` when the server sent none or sent nonsense. */
  readonly logprobs: readonly TokenLogprob[] | undefined;
  readonly usage: Usage | undefined;
  readonly answeredModel: string | undefined;
}

/** What one chunk changed: newly visible text, and whether it brought the answer forward (keep-alives do not). */
interface ChunkEffect {
  readonly visible: string;
  readonly progressed: boolean;
}

const nothing: ChunkEffect = { visible: '', progressed: false };

/** Builds one answer from raw `chat.completion.chunk` objects. Trusts no field; touches nothing outside itself. */
export class StreamAssembler {
  private readonly think = new ThinkTags();
  private readonly fragments: ToolCallFragments;
  private fieldReasoning = '';
  private contentLength = 0;
  private finishWord: string | undefined;
  private logprobs: TokenLogprob[] | undefined = [];
  private usage: Usage | undefined;
  private answeredModel: string | undefined;
  private errorBody: JsonRecord | undefined;
  private chunkCount = 0;

  constructor(context: { readonly toolNames?: readonly string[]; readonly usedCallIds?: readonly string[] } = {}) {
    this.fragments = new ToolCallFragments(context.toolNames ?? [], context.usedCallIds ?? []);
  }

  /** Chunks that were JSON objects, useful or not. */
  get chunks(): number {
    return this.chunkCount;
  }

  /** Characters of text and reasoning so far; tool arguments not counted. */
  get characters(): number {
    return this.contentLength + this.fieldReasoning.length;
  }

  get finished(): boolean {
    return this.finishWord !== undefined;
  }

  /** An error the server sent in place of a chunk, after HTTP 200. */
  get error(): JsonRecord | undefined {
    return this.errorBody;
  }

  add(chunk: unknown): ChunkEffect {
    const record = asRecord(chunk);
    if (record === undefined) return nothing;
    this.chunkCount += 1;
    // The flat error of older vLLM has no `error` field, so the SDK lets it through as a chunk.
    if (record['object'] === 'error' || record['type'] === 'error') this.errorBody = record;
    this.answeredModel ??= asText(record['model']);
    const usage = readUsage(record['usage']);
    this.usage = usage ?? this.usage;
    const choice = firstChoice(record['choices']);
    if (choice === undefined) return { visible: '', progressed: usage !== undefined };
    return this.addChoice(choice);
  }

  /** The answer as far as it came; call once, when no more chunks will come. */
  end(): AssembledStream {
    this.think.end();
    const { visible, reasoning } = this.think;
    return {
      text: visible,
      reasoning: this.fieldReasoning + reasoning,
      toolCalls: this.fragments.calls(),
      finishWord: this.finishWord,
      logprobs: this.logprobs !== undefined && this.logprobs.length > 0 ? this.logprobs : undefined,
      usage: this.usage,
      answeredModel: this.answeredModel,
    };
  }

  private addChoice(choice: JsonRecord): ChunkEffect {
    const delta = asRecord(choice['delta']) ?? {};
    const parts = readContent(delta['content']);
    const refusal = asText(delta['refusal']) ?? '';
    // Servers that send both names send the same text twice.
    const reasoning = parts.reasoning + (asText(delta['reasoning_content']) ?? asText(delta['reasoning']) ?? '');
    const calls = this.fragments.add(delta['tool_calls']) || this.fragments.add(legacyCall(delta['function_call']));
    const text = parts.text + refusal;
    this.contentLength += text.length;
    this.fieldReasoning += reasoning;
    this.addLogprobs(choice['logprobs']);
    const finishWord = asText(choice['finish_reason']);
    this.finishWord = finishWord ?? this.finishWord;
    const progressed = text !== '' || reasoning !== '' || calls || finishWord !== undefined;
    return { visible: text === '' ? '' : this.think.push(text), progressed };
  }

  private addLogprobs(value: unknown): void {
    const entries = readLogprobs(value);
    if (entries === undefined) this.logprobs = undefined;
    for (const entry of entries ?? []) this.logprobs?.push(entry);
  }
}

/** Only the answer we asked for: a server that sends several choices is read for index 0. */
function firstChoice(choices: unknown): JsonRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  return choices.map(asRecord).find((choice) => choice !== undefined && (choice['index'] ?? 0) === 0);
}

function legacyCall(call: unknown): unknown {
  return asRecord(call) === undefined ? undefined : [{ index: 0, function: call }];
}

/** `content` is a string, null, or an array of typed parts, some of which are thoughts. */
function readContent(content: unknown): { text: string; reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' };
  const result = { text: '', reasoning: '' };
  if (!Array.isArray(content)) return result;
  for (const part of content) {
    const record = asRecord(part);
    const isThought = record?.['type'] === 'thinking' || record?.['type'] === 'reasoning';
    const text = partText(part);
    if (isThought) result.reasoning += text;
    else result.text += text;
  }
  return result;
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  const record = asRecord(part);
  const inner = record?.['text'] ?? record?.['thinking'] ?? record?.['reasoning'] ?? record?.['content'];
  if (typeof inner === 'string') return inner;
  return Array.isArray(inner) ? inner.map(partText).join('') : '';
}
