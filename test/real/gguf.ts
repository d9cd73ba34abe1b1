/** A tensor of 32-bit floats; `shape` begins with the fastest index. */
export interface GgufTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Values {
  readonly count: number;
  readonly number: number;
  readonly truth: boolean;
  readonly text: string;
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly integers: readonly number[];
}

/** One entry of a model file's metadata: its name, its type, its value. */
export type GgufEntry = { [K in keyof Values]: readonly [name: string, type: K, value: Values[K]] }[keyof Values];

const alignment = 32;

/** The bytes of a model file (GGUF, version 3). */
export function writeGguf(metadata: readonly GgufEntry[], tensors: readonly GgufTensor[]): Buffer {
  const head: Buffer[] = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(metadata.length)];
  for (const [name, ...value] of metadata) head.push(text(name), valueBytes(value));
  const data: Buffer[] = [];
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    head.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(0), uint64(offset));
    const bytes = padded(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    data.push(bytes);
    offset += bytes.length;
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...data]);
}

type TypedValue = { [K in keyof Values]: readonly [type: K, value: Values[K]] }[keyof Values];

function valueBytes(entry: TypedValue): Buffer {
  switch (entry[0]) {
    case 'count':
      return Buffer.concat([uint32(4), uint32(entry[1])]);
    case 'number':
      return Buffer.concat([uint32(6), float32(entry[1])]);
    case 'truth':
      return Buffer.concat([uint32(7), Buffer.from([entry[1] ? 1 : 0])]);
    case 'text':
      return Buffer.concat([uint32(8), text(entry[1])]);
    case 'texts':
      return list(8, entry[1].map(text));
    case 'numbers':
      return list(6, entry[1].map(float32));
    case 'integers':
      return list(5, entry[1].map(uint32));
  }
}

function list(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([uint32(9), uint32(type), uint64(items.length), ...items]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((alignment - (bytes.length % alignment)) % alignment)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
