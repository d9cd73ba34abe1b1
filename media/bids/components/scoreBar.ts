import type { TemplateResult } from 'lit';
import { html } from 'lit';
import type { CardModel } from '../../../src/views/protocol';
import { formatNumber } from '../../shared/format';

type Terms = NonNullable<CardModel['terms']>;

/** One axis for all cards, so that bars can be compared: how far cost reaches left and value right of zero. */
export interface BarScale {
  readonly left: number;
  readonly right: number;
}

/** The axis that fits every scored card; never so short that a single small bar fills it (ours). */
export function barScale(cards: readonly CardModel[]): BarScale {
  const terms = cards.flatMap((card) => card.terms ?? []);
  return {
    left: Math.max(0.1, ...terms.flatMap(({ cost, z }) => [cost, z])),
    right: Math.max(0.4, ...terms.flatMap(({ jury, entropy, z }) => [jury + entropy, -z])),
  };
}

/** Cost to the left of zero, jury and entropy to the right, a mark where they net out; the numbers below in words. */
export function scoreBar(card: CardModel, terms: Terms, scale: BarScale): TemplateResult {
  const share = (value: number): string => `${(Math.max(0, value) / (scale.left + scale.right)) * 100}%`;
  const lengths = {
    zero: share(scale.left),
    cost: share(terms.cost),
    jury: share(terms.jury),
    entropy: share(terms.entropy),
    net: share(scale.left - terms.z),
  };
  // As a property, not as an attribute (lit's styleMap begins with one): the content security policy forbids inline styles.
  const style = Object.entries(lengths)
    .map(([name, length]) => `--${name}: ${length}`)
    .join(';');
  return html`<div class="score">
    <div class="bar" aria-hidden="true" title=${barTitle(card, terms)} .style=${style}>
      <i class="costPart"></i><i class="juryPart"></i><i class="entropyPart"></i><i class="zero"></i><i class="net"></i>
    </div>
    <ul class="terms" aria-label="Terms of the score">
      <li class="costTerm">cost ${formatNumber(terms.cost, 2)}</li>
      <li class="juryTerm">jury ${formatNumber(terms.jury, 2)}</li>
      <li class="entropyTerm">${entropyWords(card, terms)}</li>
    </ul>
  </div>`;
}

/** The arithmetic, for whoever points at the bar. */
function barTitle(card: CardModel, terms: Terms): string {
  const number = (value: number): string => formatNumber(value, 3);
  const known = /^\d/.test(card.entropyText);
  const entropy = terms.entropy === 0 && !known ? card.entropyText : number(terms.entropy);
  return `z ${number(terms.z)} = cost ${number(terms.cost)} − jury ${number(terms.jury)} − entropy ${entropy}${
    known && terms.entropy !== 0 ? ` (${card.entropyText})` : ''
  }`;
}

/** The value in the score's own unit; the nats it came from are in the bar's title. */
function entropyWords({ entropyText }: CardModel, { entropy }: Terms): string {
  return entropy === 0 && !/^\d/.test(entropyText) ? `entropy ${entropyText}` : `entropy ${formatNumber(entropy, 2)}`;
}
