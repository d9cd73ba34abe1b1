/**
 * Runs a redraw without losing the keyboard's place: a moved card keeps the focus it had, and when the focused button
 * is gone (Award, once pressed), the focus goes to the section that took its place instead of the top of the page.
 */
export function keepFocus(root: HTMLElement, redraw: () => void): void {
  const focused = document.activeElement;
  redraw();
  if (!(focused instanceof HTMLElement) || focused === document.activeElement || !wasInside(root, focused)) return;
  const target = focused.isConnected ? focused : root.querySelector<HTMLElement>('[data-main]');
  target?.focus({ preventScroll: true });
}

function wasInside(root: HTMLElement, element: HTMLElement): boolean {
  return element !== document.body && (!element.isConnected || root.contains(element));
}
