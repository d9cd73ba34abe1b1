import assert from 'node:assert/strict';
import type { Exchange } from '../../../src/agent/conversation';
import { exchangeCharacters } from '../../../src/agent/conversation';
import { shortenHistory } from '../../../src/agent/shortenHistory';

function exchange(characters: number): Exchange {
  return {
    said: '',
    form: 'native',
    calls: [],
    results: [{ callId: '1', name: 'read_file', ok: true, text: 'x'.repeat(characters) }],
  };
}

describe('agent/shortenHistory', () => {
  it('leaves a history that fits as it is', () => {
    const history = [exchange(500), exchange(500)];
    assert.equal(shortenHistory(history, 1000), history);
  });

  it('shortens the oldest results first, until a quarter of the room is free', () => {
    const sizes = shortenHistory([exchange(4000), exchange(4000), exchange(4000)], 11_500).map(exchangeCharacters);
    assert.deepEqual(
      sizes.map((size) => size < 400),
      [true, false, false],
    );
  });

  it('keeps the newest result whole, since nobody has answered it', () => {
    const sizes = shortenHistory([exchange(4000), exchange(4000)], 1000).map(exchangeCharacters);
    assert.deepEqual(
      sizes.map((size) => size < 400),
      [true, false],
    );
  });
});
