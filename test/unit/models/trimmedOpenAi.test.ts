import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type OpenAI from 'openai';
import { answer, goodStream, startFaultServer } from './faultServer';

const { trimOpenAi } = createRequire(__filename)('../../../scripts/trimOpenAi.cjs') as { readonly trimOpenAi: Plugin };

/** The shipped client lacks what Gavel never calls; what it calls must be whole. */
describe('models: the openai package as it is shipped', () => {
  let folder: string;
  let client: new (options: object) => OpenAI;
  let bytes: number;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-openai-'));
    const outfile = join(folder, 'openai.cjs');
    const stdin = { contents: "export { OpenAI } from 'openai';", resolveDir: process.cwd() };
    const options = { bundle: true, minify: true, platform: 'node', format: 'cjs' } as const;
    await build({ ...options, plugins: [trimOpenAi], stdin, outfile });
    client = (createRequire(__filename)(outfile) as { OpenAI: typeof client }).OpenAI;
    bytes = (await stat(outfile)).size;
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('streams, posts, lists models and makes embeddings', async () => {
    const json = { 'content-type': 'application/json' };
    const models = JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model', created: 0, owned_by: 'x' }] });
    const vectors = JSON.stringify({ data: [{ index: 0, embedding: [1, 0.5] }], model: 'm', object: 'list' });
    const server = await startFaultServer(goodStream('hello'), answer(200, models, json), answer(200, vectors, json));
    const own = new client({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0 });
    let said = '';
    for await (const chunk of await own.chat.completions.create({ model: 'm', messages: [], stream: true }))
      said += chunk.choices[0]?.delta.content ?? '';
    assert.equal(said, 'hello');
    assert.equal((await own.models.list()).data[0]?.id, 'm');
    const reply = await own.embeddings.create({ model: 'm', input: 'x', encoding_format: 'float' });
    assert.deepEqual(reply.data[0]?.embedding, [1, 0.5]);
    await server.close();
  });

  it('says what a server answered, in the package’s own errors', async () => {
    const server = await startFaultServer(answer(401, JSON.stringify({ error: { message: 'no key' } })));
    const own = new client({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0 });
    await assert.rejects(own.post('/chat/completions', { body: {} }), /401 no key/u);
    await server.close();
  });

  it('is less than half as large as the whole package', () => {
    assert.ok(bytes < 200_000, `${bytes} bytes`);
  });
});
