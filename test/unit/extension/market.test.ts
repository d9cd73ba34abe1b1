import assert from 'node:assert/strict';
import { whyNobodyBids } from '../../../src/extension/market';
import type { Endpoint } from '../../../src/models/endpoint';

const endpoint = (more: Partial<Endpoint> = {}): Endpoint => ({
  id: 'own',
  name: 'Own server',
  baseUrl: 'http://127.0.0.1:8000/v1',
  models: [{ id: 'small-8b' }],
  ...more,
});

describe('extension/market', () => {
  it('says what is wrong with the endpoints when none of them can be used', () => {
    const malformed = {
      endpoints: [],
      endpointProblems: ['gavel.endpoints[0].baseUrl: missing', 'gavel.endpoints[1]'],
    };
    assert.equal(whyNobodyBids(malformed), 'No model can bid: gavel.endpoints[0].baseUrl: missing');
    const address = { endpoints: [endpoint({ baseUrl: 'http://models.example/v1' })], endpointProblems: [] };
    assert.match(whyNobodyBids(address), /^No model can bid: Own server: .*https/u);
    const empty = { endpoints: [endpoint({ models: [] })], endpointProblems: [] };
    assert.equal(whyNobodyBids(empty), 'No model can bid: "models" of Own server in gavel.endpoints is empty.');
  });

  it('says nothing when some model can bid, or when no endpoint is configured at all', () => {
    assert.equal(whyNobodyBids({ endpoints: [endpoint()], endpointProblems: ['gavel.endpoints[1]: broken'] }), '');
    assert.equal(whyNobodyBids({ endpoints: [], endpointProblems: [] }), '');
  });
});
