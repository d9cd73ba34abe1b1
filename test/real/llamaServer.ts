import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Leanings, writeTinyModel } from './tinyModel';

/** A llama-server that listens on this computer. */
export interface LlamaServer {
  readonly baseUrl: string;
  /** How often it wrote this so far. */
  count(text: string): number;
  /** Resolves when it has written this so often; rejects after the time. */
  logged(text: string, times: number, withinMs: number): Promise<void>;
  close(): Promise<void>;
}

/** The program to try. */
const llamaServerProgram = process.env['GAVEL_LLAMA_SERVER'] ?? 'llama-server';

/** Starts the program with a new tiny model; resolves when the model is loaded. */
export async function startLlamaServer(leanings: Leanings, ...more: readonly string[]): Promise<LlamaServer> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-llama-'));
  const model = path.join(folder, 'tiny.gguf');
  writeTinyModel(model, leanings);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const fixed = [
    '-m',
    model,
    '--alias',
    'tiny',
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '-t',
    '1',
    '--seed',
    '1',
  ];
  const child = spawn(llamaServerProgram, [...fixed, '--no-webui', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const news = new EventEmitter();
  const take = (piece: Buffer): void => {
    log += piece.toString('utf8');
    news.emit('news');
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const count = (text: string): number => log.split(text).length - 1;
  const close = async (): Promise<void> => {
    await ended(child);
    fs.rmSync(folder, { recursive: true, force: true });
  };
  try {
    await healthy(origin, child);
  } catch (error) {
    await close();
    throw new Error(`llama-server did not start:\n${log}`, { cause: error });
  }
  const logged = async (text: string, times: number, withinMs: number): Promise<void> => {
    const signal = AbortSignal.timeout(withinMs);
    while (count(text) < times) await once(news, 'news', { signal });
  };
  return { baseUrl: `${origin}/v1`, count, logged, close };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

async function healthy(origin: string, child: ChildProcess): Promise<void> {
  let fault: unknown;
  child.once('error', (error) => (fault = error));
  for (let tries = 0; tries < 300; tries += 1) {
    if (fault !== undefined) throw new Error(`${llamaServerProgram} cannot be started.`, { cause: fault });
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    const answer = await fetch(`${origin}/health`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('It was not ready in 30 s.');
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
