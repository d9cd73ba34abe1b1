import assert from 'node:assert/strict';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import { invitedCheapest } from '../../../src/auction/invite';

function bidder(id: string, price?: number): Bidder {
  const base = {
    id,
    name: id,
    endpointId: 'e',
    modelId: id,
    priceSource: 'user',
    capabilities: unknownCapabilities,
  } as const;
  return price === undefined ? base : { ...base, price: { input: price, output: price } };
}

const names = (invited: readonly Bidder[]): string => invited.map(({ id }) => id).join('');

describe('auction/invite', () => {
  const market = [bidder('d', 60), bidder('b', 0.2), bidder('a', 0.1), bidder('c', 3), bidder('x')];

  it('asks the two cheapest whatever the task is worth, by price and not by the order of configuration', () => {
    assert.equal(names(invitedCheapest(market, 2000, 0)), 'ab');
    assert.equal(names(invitedCheapest(market.toReversed(), 2000, 0)), 'ab');
  });

  it('asks another only while bid and jury of one more stay within 1 % of the value', () => {
    assert.equal(names(invitedCheapest(market, 2000, 2)), 'abc');
    assert.equal(names(invitedCheapest(market, 2000, 100)), 'abcd');
  });

  it('leaves out bidders without a price, and asks whoever there is', () => {
    assert.equal(names(invitedCheapest([bidder('x'), bidder('y', 5)], 2000, 100)), 'y');
    assert.equal(names(invitedCheapest([], 2000, 100)), '');
  });
});
