import assert from 'node:assert/strict';
import { configuredBidders } from '../../../src/config/bidders';
import { capabilityWords, priceWords, readPrice } from '../../../src/config/bidderWords';
import { type CheckedBidder, checkTable } from '../../../src/config/checkTable';
import { whereFrom } from '../../../src/config/whereFrom';
import type { Endpoint, EndpointModel } from '../../../src/models/endpoint';
import { factsInMemory, type ModelFacts } from '../../../src/models/modelFacts';
import { priceSeedDate, seedPrice } from '../../../src/models/priceSeed';

const here = 'http://127.0.0.1:11434/v1';
const away = 'https://models.example/v1';

function bidderAt(baseUrl: string, model: EndpointModel, known: ModelFacts = {}) {
  const facts = factsInMemory();
  facts.add(baseUrl, model.id, known);
  const endpoint: Endpoint = { id: 'e', name: 'E', baseUrl, models: [model] };
  const [invited] = configuredBidders([endpoint], { facts }).invited;
  assert.ok(invited);
  return invited;
}

describe('config/bidders', () => {
  const mini = { id: 'openai/gpt-5-mini-2025-08-07' };
  const reported = { listed: { price: { input: 1, output: 2 } }, listedOn: '2026-11-22' };

  for (const [name, baseUrl, model, facts, expected] of [
    ['the user’s own', away, { ...mini, price: { input: 9, output: 9 } }, reported, '$9 in, $9 out per Mt, your price'],
    ['what the endpoint reports', away, mini, reported, '$1 in, $2 out per Mt, as reported (on 2026-11-22)'],
    ['the built-in list', away, mini, {}, `$0.25 in, $2 out per Mt, list price (of ${priceSeedDate})`],
    ['none for an unknown hosted model', away, { id: 'mystery-8b' }, {}, 'no price'],
    [
      'a shadow by the size its server tells',
      here,
      { id: 'mystery' },
      { listed: { parametersBillions: 8 } },
      '$0.09 in, $0.09 out per Mt, shadow price',
    ],
    ['a shadow by the size in its name', here, { id: 'qwen3:14b' }, {}, '$0.16 in, $0.16 out per Mt, shadow price'],
    ['none for a local model of unknown size', here, { id: 'gpt-5-mini' }, {}, 'no price'],
    [
      'a shadow for VS Code’s models',
      'vscode-lm://copilot',
      { id: 'gpt-4o' },
      {},
      '$2.5 in, $10 out per Mt, shadow price (included in your plan)',
    ],
    ['none for VS Code’s unknown models', 'vscode-lm://copilot', { id: 'x' }, {}, 'no price (included in your plan)'],
  ] as const) {
    it(`prices a bidder by ${name}`, () => {
      assert.equal(priceWords(bidderAt(baseUrl, model, facts).bidder), expected);
    });
  }

  it('asks consent for whoever is not on this computer, VS Code’s vendors included', () => {
    assert.equal(bidderAt(here, { id: 'm' }).origin, undefined);
    assert.equal(bidderAt(away, { id: 'm' }).origin, 'https://models.example');
    assert.equal(bidderAt('vscode-lm://copilot', { id: 'm' }).origin, 'vscode-lm://copilot');
    assert.equal(new URL('vscode-lm://copilot').host, 'copilot');
  });

  it('gives Ollama’s models the context they were trained for, and others what their server has', () => {
    const listed = { contextTokens: 4096, maxContextTokens: 40960 };
    assert.equal(bidderAt(here, { id: 'm' }, { server: 'ollama', listed }).bidder.contextTokens, 40960);
    assert.equal(bidderAt(here, { id: 'm' }, { server: 'llamaCpp', listed }).bidder.contextTokens, 4096);
    assert.equal(bidderAt(here, { id: 'm', contextTokens: 2000 }, { listed }).bidder.contextTokens, 2000);
  });

  it('leaves out endpoints whose address may not be used, and says why', () => {
    const bad = { id: 'b', name: 'B', baseUrl: 'http://models.example/v1', models: [{ id: 'm' }] };
    const { invited, problems } = configuredBidders([bad]);
    assert.equal(invited.length, 0);
    assert.match(problems[0] ?? '', /^B: The base URL must begin with https/u);
  });

  it('says what a model can, and leaves out what nobody knows', () => {
    const capabilities = { logprobs: false, nativeTools: true, reasons: true };
    const known = { listed: { contextTokens: 8192, capabilities } };
    assert.equal(
      capabilityWords(bidderAt(here, { id: 'm' }, known).bidder),
      'context 8,192, tools, no log-probabilities, reasons',
    );
    assert.equal(capabilityWords(bidderAt(here, { id: 'm' }).bidder), 'nothing known yet');
  });

  it('knows list prices by name, date or none, and no price of a name that only begins alike', () => {
    assert.deepEqual(seedPrice('anthropic/claude-sonnet-4.5'), { input: 3, output: 15, cachedInput: 0.3 });
    assert.deepEqual(seedPrice('claude-haiku-4-5-20251001')?.input, 1);
    assert.deepEqual(seedPrice('google/gemini-2.5-pro'), { input: 1.25, output: 10 });
    for (const name of ['gpt-5-mini-turbo', 'my-gpt-5', 'constructor', '']) assert.equal(seedPrice(name), undefined);
  });

  it('reads a price as people write it', () => {
    assert.deepEqual(readPrice(' $0.25 / 2 '), { input: 0.25, output: 2 });
    assert.deepEqual(readPrice('1,5'), { input: 1, output: 5 });
    for (const text of ['', '1', '-1 / 2', '1 / 2 / 3', 'free', '1e9 / 2']) assert.equal(readPrice(text), undefined);
  });
});

describe('config/whereFrom', () => {
  it('says where requests are made from, and what to do about the other side', () => {
    assert.deepEqual(whereFrom(undefined), { place: 'this computer' });
    for (const [remote, place, help] of [
      ['ssh-remote', 'the SSH host', /ssh -R/u],
      ['wsl', 'WSL', /networkingMode=mirrored/u],
      ['dev-container', 'the container', /--network=host/u],
      ['codespaces', 'the codespace', /gh codespace/u],
      ['tunnel', 'the remote machine (tunnel)', /forward its port/u],
    ] as const) {
      assert.equal(whereFrom(remote).place, place);
      assert.match(whereFrom(remote).advice ?? '', help);
    }
  });
});

describe('config/checkTable', () => {
  const facts: ModelFacts = {
    fit: {
      maxTokensName: 'max_tokens',
      maxTokensSwitched: false,
      topLogprobs: 20,
      answerSchema: true,
      streamOptions: true,
      temperature: true,
    },
    seen: { logprobs: true, alternatives: 20, usageInStreams: true },
  };
  const { bidder } = bidderAt(here, { id: 'qwen3:4b' }, facts);
  const rows: readonly CheckedBidder[] = [
    {
      bidder,
      endpointName: 'Ollama',
      facts,
      tookMs: 1234,
      reply: { kind: 'complete', text: 'ready', reasoning: '', toolCalls: [], finishReason: 'stop', answeredBy: 'a|b' },
    },
    {
      bidder: { ...bidder, name: 'evil\u202e|\nname' },
      endpointName: 'Ollama',
      facts: undefined,
      reply: { kind: 'failed', reason: 'unauthorized', message: 'Ollama refused the key.', partialText: '' },
    },
    { bidder, endpointName: 'Ollama', facts: undefined, skipped: 'Not on this machine.' },
  ];
  const text = checkTable(rows, 'WSL');

  it('says who answered, how fast, and what was found', () => {
    assert.match(
      text,
      /1 of 3 answered\. One tiny call was made to each, from WSL; no text of your workspace was sent\./u,
    );
    assert.match(text, /\| qwen3:4b .*Ollama .*yes, as a b .*1\.2 s .*\$0\.05 in, /u);
    assert.match(text, /- qwen3:4b: log-probabilities, reasons, max_tokens, 20 alternatives/u);
  });

  it('says what went wrong in whole sentences below, and breaks by no name', () => {
    assert.match(text, /no: unauthorized/u);
    assert.match(text, /## What to do\n\n- Ollama refused the key\.\n- Not on this machine\./u);
    assert.ok(text.includes('evil⟨U+202E⟩ name'));
    const lines = text.split('\n').filter((line) => line.startsWith('|'));
    assert.equal(new Set(lines.map((line) => line.split('|').length)).size, 1);
  });
});
