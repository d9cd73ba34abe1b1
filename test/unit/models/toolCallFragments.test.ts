import assert from 'node:assert/strict';
import { ToolCallFragments } from '../../../src/models/toolCallFragments';

interface Piece {
  readonly index?: unknown;
  readonly id?: unknown;
  readonly name?: string;
  readonly args?: unknown;
}

const tools = ['read_file', 'read_file_range', 'aab', 'check'];

/** One chunk for each array of pieces. */
function assemble(chunks: readonly (readonly Piece[])[], usedIds: readonly string[] = []): string[] {
  const fragments = new ToolCallFragments(tools, usedIds);
  for (const pieces of chunks)
    fragments.add(
      pieces.map(({ index, id, name, args }) => ({ index, id, type: 'function', function: { name, arguments: args } })),
    );
  return fragments.calls().map((call) => `${call.id} ${call.name} ${call.argumentsText}`);
}

describe('models/toolCallFragments', () => {
  it('joins one-character pieces whose id comes only in the first (case 20)', () => {
    const args = Array.from('{"path":"a"}').map((character) => [{ index: 0, args: character }]);
    assert.deepEqual(assemble([[{ index: 0, id: 'x', name: 'read_file', args: '' }], ...args]), [
      'x read_file {"path":"a"}',
    ]);
  });

  it('joins a split name, also one with equal letters (case 20)', () => {
    const pieces = Array.from('aab').map((character, at) => [
      { index: 0, name: character, ...(at === 0 ? { id: 'x' } : {}) },
    ]);
    assert.deepEqual(assemble([...pieces, [{ index: 0, args: '{}' }]]), ['x aab {}']);
    assert.deepEqual(
      assemble([
        [{ index: 0, id: 'x', name: 'read_' }],
        [{ index: 0, name: 'file' }],
        [{ index: 0, name: '_range', args: '{}' }],
      ]),
      ['x read_file_range {}'],
    );
  });

  it('does not double a name that every piece repeats (case 20)', () => {
    const piece = (args: string) => [{ index: 0, id: 'x', name: 'read_file', args }];
    assert.deepEqual(assemble([piece('{"a":'), piece('1'), piece('}'), piece('')]), ['x read_file {"a":1}']);
  });

  it('keeps two interleaved calls apart, in the order in which they began (case 20)', () => {
    const chunks = [
      [{ index: 0, id: 'x', name: 'read_file', args: '{"a"' }],
      [{ index: 1, id: 'y', name: 'check', args: '{' }],
      [{ index: 0, args: ':1}' }],
      [{ index: 1, args: '}' }],
    ];
    assert.deepEqual(assemble(chunks), ['x read_file {"a":1}', 'y check {}']);
  });

  it('manages without index: by id, by position in one chunk, or by the call before (case 20)', () => {
    const byId = [
      [{ id: 'x', name: 'read_file', args: '{' }],
      [{ id: 'y', name: 'check', args: '{' }],
      [{ id: 'x', args: '}' }],
      [{ id: 'y', args: '}' }],
    ];
    assert.deepEqual(assemble(byId), ['x read_file {}', 'y check {}']);
    const together = [
      [
        { name: 'read_file', args: '{}' },
        { name: 'check', args: '{}' },
      ],
    ];
    assert.deepEqual(assemble(together), ['call_1 read_file {}', 'call_2 check {}']);
    const alone = [[{ name: 'read_file', args: '{' }], [{ args: '}' }], [{ name: 'check', args: '{}' }]];
    assert.deepEqual(assemble(alone), ['call_1 read_file {}', 'call_2 check {}']);
  });

  it('keeps calls apart that all claim index 0 (case 20)', () => {
    assert.deepEqual(
      assemble([
        [{ index: 0, id: 'x', name: 'check', args: '{}' }],
        [{ index: 0, id: 'y', name: 'check', args: '{}' }],
      ]),
      ['x check {}', 'y check {}'],
    );
  });

  it('takes a new id without a name for the same call', () => {
    assert.deepEqual(
      assemble([[{ index: 0, id: 'x', name: 'check', args: '{' }], [{ index: 0, id: 'z', args: '}' }]]),
      ['x check {}'],
    );
  });

  it('gives duplicate, reused and missing ids an id of their own (case 20)', () => {
    const chunks = [
      [{ index: 0, id: 'x', name: 'check', args: '{}' }],
      [{ index: 1, id: 'x', name: 'check', args: '{}' }],
      [{ index: 2, id: 'old', name: 'check', args: '{}' }],
      [{ index: 3, id: null, name: 'check', args: '{}' }],
    ];
    assert.deepEqual(assemble(chunks, ['old', 'call_2']), [
      'x check {}',
      'call_1 check {}',
      'call_3 check {}',
      'call_4 check {}',
    ]);
  });

  it('passes arguments on unparsed, and writes out those that came as an object (case 21)', () => {
    assert.deepEqual(assemble([[{ index: 0, id: 'x', name: 'check', args: '{"__proto__":{"a":1},}' }]]), [
      'x check {"__proto__":{"a":1},}',
    ]);
    assert.deepEqual(assemble([[{ index: 0, id: 'x', name: 'check', args: { a: 1 } }]]), ['x check {"a":1}']);
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  it('survives anything in place of pieces', () => {
    const fragments = new ToolCallFragments([], []);
    for (const value of [
      null,
      'x',
      {},
      [null, 5, 'x', []],
      [{}],
      [{ index: -1, function: null }],
      [{ index: 1e9, id: 7 }],
    ])
      fragments.add(value);
    assert.deepEqual(fragments.calls(), []);
  });
});
