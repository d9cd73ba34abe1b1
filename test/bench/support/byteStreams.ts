import { spawn } from 'node:child_process';

/** Scripted, no AI: a server that streams a megabyte, and to the model `slow` a byte a second. */
export interface ByteStreams {
  readonly baseUrl: string;
  close(): void;
}

/** In a process of its own, so that it takes no time from the reader. Each megabyte takes about two seconds, as fast models do. */
const program = `
  const { setTimeout: pause } = require('node:timers/promises');
  const event = (delta, finish_reason = null) =>
    'data: ' + JSON.stringify({
      choices: [{ finish_reason, index: 0, delta }],
      created: 1795339455, id: 'chatcmpl-9fhPkQxw0Jv3cW2mZt7LrBn5', model: 'tiny-small',
      system_fingerprint: 'b1-de3ff81', object: 'chat.completion.chunk',
    }) + '\\n\\n';
  const token = event({ content: 'four' });
  const end = event({}, 'stop') + 'data: [DONE]\\n\\n';
  const slices = 200, perSlice = Math.ceil(1_000_000 / token.length / slices);
  require('node:http').createServer((request, response) => {
    const pieces = [];
    request.on('data', (piece) => pieces.push(piece)).on('end', async () => {
      const { model } = JSON.parse(Buffer.concat(pieces).toString());
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (model === 'slow')
        for (const byte of event({ content: 'x' }).repeat(100)) { response.write(byte); await pause(1000); if (response.destroyed) return; }
      if (model.startsWith('fast'))
        for (let slice = 0; slice < slices; slice += 1) { response.write(token.repeat(perSlice)); await pause(10); }
      response.end(end);
    });
  }).listen(0, '127.0.0.1', function () { console.log(this.address().port); });`;

/** Starts it on a free loopback port. */
export async function startByteStreams(): Promise<ByteStreams> {
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.stdout.once('data', (data: Buffer) => resolve(String(data).trim()));
  });
  return { baseUrl: `http://127.0.0.1:${port}/v1`, close: () => child.kill() };
}
