import assert from 'node:assert/strict';
import { isOutsidePlan } from '../../../src/review/outsidePlan';

const task = { text: 'Make formatFocusTime right.', anchors: [{ path: 'src/focusTime.js' }] };

describe('review/outsidePlan', () => {
  const outside = (path: string, plan = ''): boolean => isOutsidePlan(path, { plan, task });

  it('what the task points at or the plan names is inside', () => {
    assert.equal(outside('src/focusTime.js'), false);
    assert.equal(outside('lib/pad.ts', 'Change lib/pad.ts.'), false);
    assert.equal(outside('lib/deep/pad.ts', 'Change `pad.ts` and run.'), false);
    assert.equal(outside('lib/Duration.ts', 'The duration module pads.'), false);
    assert.equal(outside('src/views/panel/a.ts', 'Work in src/views/panel only.'), false);
    assert.equal(outside('src\\x.ts'.replace('\\', '/'), 'Edit src\\x.ts'), false);
  });

  it('everything else is outside, also where a name stands in a longer one', () => {
    assert.equal(outside('package.json', 'Read the file, change it.'), true);
    assert.equal(outside('src/a.ts', 'Edit data.ts and a-b.'), true);
    assert.equal(outside('src/index.js', 'Change src.'), true);
    assert.equal(outside('lib/pad.ts', 'Use padStart.'), true);
  });
});
