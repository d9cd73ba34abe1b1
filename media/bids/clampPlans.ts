/** Hides the "whole plan" button of every plan that already shows all its text at the present width. */
export function fitPlanButtons(root: HTMLElement): void {
  const plans = [...root.querySelectorAll<HTMLElement>('.plan.clamped')];
  // All reads before all writes: one layout, not one per card.
  const cut = plans.map((plan) => plan.dataset['cut'] === 'yes' || plan.scrollHeight > plan.clientHeight + 1);
  plans.forEach((plan, index) => {
    const button = plan.closest('.card')?.querySelector<HTMLElement>('[data-action="togglePlan"]');
    if (button) button.hidden = cut[index] !== true;
  });
}
