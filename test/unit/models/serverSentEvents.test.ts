import assert from 'node:assert/strict';
import { ask, completed, endpointOf, modelsFor } from './callFixture';
import { done, finish, rawStream, sse, startFaultServer, text } from './faultServer';
import type { Step } from './faultServer';

/** Two characters of two bytes, one of three, one of four, a joined emoji and a byte-order mark inside the text. */
const words = 'Größe … 🎉 👩‍👩‍👧 \ufeff日本';
const stream = Buffer.from(
  `: hello\r\n\r\n${sse(text(words))}event: message\nid: 7\nretry: 10\n${sse(finish('stop'))}${done}`,
);

async function textOf(...steps: readonly Step[]): Promise<string[]> {
  const server = await startFaultServer(...steps);
  try {
    const models = modelsFor(endpointOf(server.baseUrl, { concurrency: 8 }));
    const replies = await Promise.all(steps.map(() => ask(models)));
    return replies.map((reply) => completed(reply).text);
  } finally {
    await server.close();
  }
}

describe('models: server-sent events', function () {
  this.timeout(20_000);

  it('gives the same text whichever byte the stream is cut at (case 23)', async () => {
    // Each write is an HTTP chunk of its own, and the client's parser hands those on one by one.
    const steps = Array.from({ length: stream.length - 1 }, (_, cut) =>
      rawStream(stream.subarray(0, cut + 1), stream.subarray(cut + 1)),
    );
    for (const heard of await textOf(...steps)) assert.equal(heard, words);
  });

  it('gives the same text when every byte comes alone (case 23)', async () => {
    assert.deepEqual(await textOf(rawStream(...[...stream].map((byte) => Buffer.of(byte)))), [words]);
  });

  for (const [name, pieces] of [
    ['a byte-order mark at the start', ['\ufeff', sse(text(words)), sse(finish('stop'))]],
    ['CR line ends', [`${sse(text(words))}${sse(finish('stop'))}`.replaceAll('\n', '\r')]],
    [
      'CRLF line ends cut in two',
      [`data: ${JSON.stringify(text(words))}\r`, '\n\r', `\ndata: ${JSON.stringify(finish('stop'))}\r\n\r`, '\n'],
    ],
    ['mixed line ends', [`data: ${JSON.stringify(text(words))}\r\n\n`, `data: ${JSON.stringify(finish('stop'))}\n\r`]],
    [
      'no space after the colon',
      [`data:${JSON.stringify(text(words))}\n\n`, `data:${JSON.stringify(finish('stop'))}\n\n`],
    ],
    [
      'data over several lines',
      [`${JSON.stringify(text(words), null, 1).replace(/^/gmu, 'data: ')}\n\n`, sse(finish('stop'))],
    ],
    [
      'comments and unknown fields between',
      [': ping\n', 'unknown: field\n', sse(text(words)), ':\n\n', 'data\n', sse(finish('stop'))],
    ],
    ['no blank line at the end', [sse(text(words)), sse(finish('stop')).trimEnd()]],
  ] as const) {
    it(`reads ${name} (case 23)`, async () => {
      assert.deepEqual(await textOf(rawStream(...pieces)), [words]);
    });
  }

  it('keeps a NUL that a model wrote (case 23)', async () => {
    assert.deepEqual(await textOf(rawStream(sse(text('a\u0000b')), sse(finish('stop')))), ['a\u0000b']);
  });
});
