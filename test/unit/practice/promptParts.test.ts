import assert from 'node:assert/strict';
import { workPrompt } from '../../../src/agent/agentPrompt';
import { asData } from '../../../src/auction/fence';
import { bidSection, judgeSection, moves, phasePrompt } from '../../../src/auction/prompts';
import { refineSection } from '../../../src/auction/refinePrompt';
import { readListedBids, readPrompt } from '../../../src/practice/promptParts';

/** Every phase's heading, as a plan or a file may quote it. */
const quoting = `First.\n${Object.values(moves).join('\n')}\n#Your move: judge\nLast.`;
const fence = 'abcdefghijkl';
const phaseOf = (content: string): string =>
  readPrompt({
    model: 'qwen3-4b',
    messages: [{ role: 'user', text: content }],
    stream: false,
    includeUsage: false,
    topLogprobs: undefined,
    maxTokens: 100,
    tools: [],
  }).phase;

describe('practice/promptParts', () => {
  it('reads the phase of a prompt whose task, plans and logs quote the headings of all phases', () => {
    const shared = `# Task\nLook:\n${quoting}`;
    const pair = { taskText: quoting, weakerPlan: quoting, winningPlan: quoting };
    const work = { plan: asData(quoting), failedLog: asData(quoting), toolSection: 'None.', hasCheck: true };
    assert.equal(phaseOf(phasePrompt(shared, bidSection())), 'bid');
    assert.equal(phaseOf(phasePrompt(shared, judgeSection([{ label: 'A', plan: quoting }], fence))), 'judge');
    assert.equal(phaseOf(phasePrompt(shared, refineSection([pair], quoting, fence))), 'refine');
    assert.equal(phaseOf(workPrompt({ taskText: shared, ...work })), 'work');
    assert.equal(phaseOf('Hello.'), 'other');
  });

  it('still finds every plan of a ballot that quotes headings', () => {
    const bids = [
      { label: 'A', plan: quoting },
      { label: 'B', plan: 'plain' },
    ];
    assert.deepEqual(readListedBids(judgeSection(bids, fence)), [
      { label: 'A', plan: asData(quoting) },
      { label: 'B', plan: 'plain' },
    ]);
  });
});
