import fs from 'node:fs';
import { chatTemplate } from './chatTemplate';
import { type GgufTensor, writeGguf } from './gguf';

/** What a model of random weights likes to write: the logit of each token lies about so far above the others. */
export interface Leanings {
  readonly seed: number;
  /** The end of the answer. */
  readonly end: number;
  readonly think?: number;
  readonly toolCall?: number;
}

/** Writes a model of about 170,000 random weights: real tokens, template and probabilities, and no sense in what it says. */
export function writeTinyModel(file: string, leanings: Leanings): void {
  const vocabulary = vocabularyOf(leanings);
  fs.writeFileSync(
    file,
    writeGguf(metadataOf(vocabulary, leanings.think !== undefined), tensorsOf(vocabulary, leanings.seed)),
  );
}

/** Token types of llama.cpp. */
const kinds = { normal: 1, unknown: 2, control: 3, word: 4, byte: 6 } as const;

interface Token {
  readonly text: string;
  readonly kind: number;
  /** Merging prefers the higher one. */
  readonly score: number;
  /** Likelier than by chance by about so much; -50 is never. */
  readonly leaning: number;
}

const never = -50;
const words =
  'the plan read file test function value error change check first then run step parser index return list number string edit path src small fix add remove case line code task model bid cost jury score safe open close write tool data type';

function vocabularyOf({ end, think, toolCall }: Leanings): readonly Token[] {
  const tokens = new Map<string, Token>();
  const add = (text: string, kind: number, score: number, leaning = 0): void => {
    if (!tokens.has(text)) tokens.set(text, { text, kind, score, leaning });
  };
  add('<unk>', kinds.unknown, 0, never);
  add('<s>', kinds.control, 0, never);
  add('<|im_start|>', kinds.control, 0, never);
  add('<|im_end|>', kinds.control, 0, end);
  for (let byte = 0; byte < 256; byte += 1)
    add(`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, kinds.byte, 0, never);
  add('<think>', kinds.word, 0, think ?? never);
  add('</think>', kinds.word, 0, think === undefined ? never : think + 1);
  add('<tool_call>', kinds.word, 0, toolCall ?? never);
  add('</tool_call>', kinds.word, 0, never);
  add('\u2581', kinds.normal, -1);
  // What ends a JSON text, so that a grammar comes to its end.
  for (let code = 33; code < 127; code += 1)
    add(String.fromCharCode(code), kinds.normal, -2, '"}],'.includes(String.fromCharCode(code)) ? 3.5 : 0);
  add('\n', kinds.normal, -2);
  for (const word of words.split(' '))
    for (let length = 1; length <= word.length; length += 1) {
      const part = word.slice(0, length);
      add(part, kinds.normal, -3 - length / 10);
      add(`\u2581${part}`, kinds.normal, -2.9 - length / 10, part === word ? 2 : 0);
    }
  return [...tokens.values()];
}

const width = 64;
const heads = 4;
const keyHeads = 2;
const layers = 2;
const inner = 128;
const headWidth = width / heads;

function metadataOf(vocabulary: readonly Token[], thinks: boolean): Parameters<typeof writeGguf>[0] {
  return [
    ['general.architecture', 'text', 'llama'],
    ['general.name', 'text', 'tiny'],
    ['general.file_type', 'count', 0],
    ['llama.context_length', 'count', 8192],
    ['llama.embedding_length', 'count', width],
    ['llama.block_count', 'count', layers],
    ['llama.feed_forward_length', 'count', inner],
    ['llama.attention.head_count', 'count', heads],
    ['llama.attention.head_count_kv', 'count', keyHeads],
    ['llama.attention.layer_norm_rms_epsilon', 'number', 1e-5],
    ['llama.rope.dimension_count', 'count', headWidth],
    ['llama.vocab_size', 'count', vocabulary.length],
    ['tokenizer.ggml.model', 'text', 'llama'],
    ['tokenizer.ggml.tokens', 'texts', vocabulary.map(({ text }) => text)],
    ['tokenizer.ggml.scores', 'numbers', vocabulary.map(({ score }) => score)],
    ['tokenizer.ggml.token_type', 'integers', vocabulary.map(({ kind }) => kind)],
    ['tokenizer.ggml.bos_token_id', 'count', 1],
    ['tokenizer.ggml.eos_token_id', 'count', 3],
    ['tokenizer.ggml.unknown_token_id', 'count', 0],
    ['tokenizer.ggml.add_bos_token', 'truth', false],
    ['tokenizer.ggml.add_space_prefix', 'truth', false],
    ['tokenizer.chat_template', 'text', chatTemplate(thinks)],
  ];
}

/**
 * Column 0 of the embeddings is the same for every token and no layer writes to it, so that column 0 of the output is a
 * bias: it makes some tokens likelier than others.
 */
function tensorsOf(vocabulary: readonly Token[], seed: number): readonly GgufTensor[] {
  const random = gaussian(seed);
  const count = vocabulary.length;
  const matrix = (
    name: string,
    from: number,
    to: number,
    fill: (row: number, column: number) => number,
  ): GgufTensor => ({
    name,
    shape: to === 1 ? [from] : [from, to],
    values: Float32Array.from({ length: from * to }, (_, at) => fill(Math.floor(at / from), at % from)),
  });
  const ones = (name: string): GgufTensor => matrix(name, width, 1, () => 1);
  const small = (): number => random() * 0.1;
  const mixing = (row: number): number => (row === 0 ? 0 : small());
  const layer = (at: string): readonly GgufTensor[] => [
    ones(`${at}.attn_norm.weight`),
    matrix(`${at}.attn_q.weight`, width, width, small),
    matrix(`${at}.attn_k.weight`, width, keyHeads * headWidth, small),
    matrix(`${at}.attn_v.weight`, width, keyHeads * headWidth, small),
    matrix(`${at}.attn_output.weight`, width, width, mixing),
    ones(`${at}.ffn_norm.weight`),
    matrix(`${at}.ffn_gate.weight`, width, inner, small),
    matrix(`${at}.ffn_up.weight`, width, inner, small),
    matrix(`${at}.ffn_down.weight`, inner, width, mixing),
  ];
  return [
    matrix('token_embd.weight', width, count, (_, column) => (column === 0 ? 4 : random())),
    ...Array.from({ length: layers }, (_, index) => layer(`blk.${index}`)).flat(),
    ones('output_norm.weight'),
    matrix('output.weight', width, count, (row, column) => {
      const leaning = vocabulary[row]?.leaning ?? 0;
      return column === 0 ? leaning / 3 : leaning === never ? 0 : random() * 0.15;
    }),
  ];
}

/** Normal deviates of a seed (mulberry32, Box and Muller). */
function gaussian(seed: number): () => number {
  let state = seed;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
