import type { Task } from '../auction/task';

/** What a person has agreed to: the plan that won and the places the task points at. */
export interface AgreedWork {
  readonly plan: string;
  readonly task: Pick<Task, 'text' | 'anchors'>;
}

/** A stem that is also an everyday word would be "named" by any plan. Ours. */
const shortestStem = 4;

/**
 * True when neither the plan nor the task names a file: not by its path, its name, its name without the ending, or a
 * folder of two or more steps above it. A hint, not a judgement: plans are prose.
 */
export function isOutsidePlan(path: string, { plan, task }: AgreedWork): boolean {
  if (task.anchors.some((anchor) => anchor.path === path)) return false;
  const text = `${plan}\n${task.text}`.toLowerCase().replaceAll('\\', '/');
  return !namesOf(path.toLowerCase()).some((name) => stands(text, name));
}

function namesOf(path: string): readonly string[] {
  const steps = path.split('/');
  const name = steps.at(-1) ?? '';
  const stem = name.replace(/^\.?([^.]+)\..*$/u, '$1');
  const folders = steps.slice(1, -1).map((_, index) => steps.slice(0, index + 2).join('/'));
  return [path, name, ...(stem.length >= shortestStem ? [stem] : []), ...folders].filter(
    (candidate) => candidate !== '',
  );
}

/** The name as a whole: `a.ts` does not stand in `data.ts`. */
function stands(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const [before, after] = [text[at - 1] ?? ' ', text[at + name.length] ?? ' '];
    if (!/[\p{L}\p{N}_-]/u.test(before) && !/[\p{L}\p{N}_-]/u.test(after)) return true;
  }
  return false;
}
