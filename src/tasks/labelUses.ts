import type { Token } from 'markdown-it';

/** Tells whether a page refers to a label, `1` of `[text][1]` or `^1` of the footnote `[^1]`. */
export type LabelUses = (label: string) => boolean;

const footnoteHead = /^\s*\[\^[^\]\s]{1,200}\]:/u;

/** The labels that a page refers to. A footnote counts as referred to only outside of code, as on the page. */
export function usesOfLabels(tokens: readonly Token[]): LabelUses {
  const paragraphs = tokens.filter(({ type }) => type === 'inline');
  const written = lower(paragraphs.map(({ content }) => content));
  const texts = paragraphs.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'text');
  const seen = lower(texts.map(({ content }) => content.replace(footnoteHead, '')));
  // What is read as a link has lost its brackets.
  const links = new Set(texts.map(({ content }) => content.toLowerCase()));
  return (label) => {
    const key = label.toLowerCase();
    return key.startsWith('^') ? links.has(key) || seen.includes(`[${key}]`) : written.includes(`[${key}]`);
  };
}

function lower(texts: readonly string[]): string {
  return texts.join('\n').toLowerCase();
}
