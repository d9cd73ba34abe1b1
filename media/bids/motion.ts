const slideMs = 260;
const easing = 'cubic-bezier(0.2, 0, 0, 1)';

/** Where each card stands now, by bidder id, in pixels from the top of the view. */
export function measureCards(root: HTMLElement): ReadonlyMap<string, number> {
  return new Map(cards(root).map((card) => [card.dataset['bidder'] ?? '', card.getBoundingClientRect().top]));
}

/** Lets cards slide from where they stood to where they stand now, unless the person asked for less motion. */
export function slideCards(root: HTMLElement, before: ReadonlyMap<string, number>): void {
  if (lessMotion()) return;
  for (const card of cards(root)) {
    const top = before.get(card.dataset['bidder'] ?? '');
    if (top === undefined) {
      card.animate([{ opacity: 0 }, { opacity: 1 }], { duration: slideMs, easing });
      continue;
    }
    const distance = top - card.getBoundingClientRect().top;
    if (Math.abs(distance) < 1) continue;
    card.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], { duration: slideMs, easing });
  }
}

function cards(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-bidder]')];
}

function lessMotion(): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    window.matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
