import { identifierWords } from '../../../src/memory/identifierWords';
import { normals, stream } from './draws';

/** What a router may know of a task without any plan: its text, and how like the others it is. */
export interface TextFeatures {
  /** All tasks, the most similar first, itself left out; [task][place]. */
  readonly neighbours: readonly Int32Array[];
  /** The leading principal directions of the similarities, [task][direction]: an embedding. */
  readonly embedding: readonly Float64Array[];
  /** Log length, lines, code blocks, and the embedding, each standardised; [task][feature]. */
  readonly features: readonly Float64Array[];
}

const directions = 12;
const sweeps = 15;

export function textFeaturesOf(texts: readonly string[]): TextFeatures {
  const similarity = similarities(texts.map((text) => new Map(counted(identifierWords(text)))));
  const embedding = principal(similarity, texts.length);
  const shallow = texts.map((text) => [
    Math.log(1 + text.length),
    Math.log(1 + (text.match(/\n/gu) ?? []).length),
    Math.log(1 + (text.match(/```/gu) ?? []).length),
    Math.log(1 + (text.match(/Traceback|Error/gu) ?? []).length),
  ]);
  return {
    neighbours: texts.map((_, task) => {
      const row = similarity.subarray(task * texts.length, (task + 1) * texts.length);
      const others = Int32Array.from(texts, (__, other) => other).filter((other) => other !== task);
      return others.sort((a, b) => row[b]! - row[a]! || a - b);
    }),
    embedding,
    features: columnsStandardised(shallow.map((own, task) => Float64Array.from([...own, ...embedding[task]!]))),
  };
}

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Cosines of TF-IDF vectors, [task * tasks + other]. */
function similarities(documents: readonly ReadonlyMap<string, number>[]): Float32Array {
  const postings = new Map<string, [document: number, weight: number][]>();
  for (const [document, counts] of documents.entries()) {
    for (const [word, count] of counts) {
      const list = postings.get(word) ?? [];
      postings.set(word, list);
      list.push([document, 1 + Math.log(count)]);
    }
  }
  const size = documents.length;
  const dots = new Float32Array(size * size);
  for (const list of postings.values()) {
    if (list.length < 2 || list.length > size / 2) continue;
    const rarity = Math.log(size / list.length) ** 2;
    for (const [one, weight] of list)
      for (const [other, otherWeight] of list) dots[one * size + other]! += rarity * weight * otherWeight;
  }
  const norms = Float64Array.from(documents, (_, at) => Math.sqrt(dots[at * size + at]!) || 1);
  for (let one = 0; one < size; one += 1)
    for (let other = 0; other < size; other += 1) dots[one * size + other]! /= norms[one]! * norms[other]!;
  return dots;
}

/** Leading eigenvectors of the similarities by subspace iteration; rows are the tasks' coordinates. */
function principal(similarity: Float32Array, size: number): readonly Float64Array[] {
  const count = Math.min(directions, size);
  let basis = Array.from({ length: count }, (_, at) => normals(size, stream(0, 100 + at)));
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    basis = orthonormal(basis.map((vector) => multiply(similarity, vector)));
  }
  return Array.from({ length: size }, (_, task) => Float64Array.from(basis, (vector) => vector[task]!));
}

function multiply(matrix: Float32Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const result = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = 0;
    for (let column = 0; column < size; column += 1) sum += matrix[row * size + column]! * vector[column]!;
    result[row] = sum;
  }
  return result;
}

/** Gram and Schmidt. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    for (const other of done) {
      const share = rest.reduce((sum, value, at) => sum + value * other[at]!, 0);
      for (let at = 0; at < rest.length; at += 1) rest[at]! -= share * other[at]!;
    }
    const norm = Math.sqrt(rest.reduce((sum, value) => sum + value ** 2, 0)) || 1;
    done.push(rest.map((value) => value / norm));
  }
  return done;
}

function columnsStandardised(rows: readonly Float64Array[]): readonly Float64Array[] {
  const width = rows[0]?.length ?? 0;
  for (let column = 0; column < width; column += 1) {
    const mean = rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length;
    const spread = Math.sqrt(rows.reduce((sum, row) => sum + (row[column]! - mean) ** 2, 0) / rows.length) || 1;
    for (const row of rows) row[column] = (row[column]! - mean) / spread;
  }
  return rows;
}
