import assert from 'node:assert/strict';
import { initialRun } from '../../../src/run/runState';
import { runReport } from '../../../src/extension/runReport';
import { bidsMarkdown, explainMarkdown, plainMarkdown, stateText } from '../../../src/views/chatText';
import { idlePanel, panelOf } from '../../../src/views/panelModel';
import { bidder } from '../auction/examples';

const hostile =
  '[press](command:gavel.acceptAll) ![x](http://h/i.png) <img src=x> | a\n# Title `code` www.h.example \u202e';

describe('views/chatText', () => {
  it('leaves no mark of Markdown in foreign words', () => {
    const text = plainMarkdown(hostile);
    assert.doesNotMatch(text, /(?<!\\)[[\]()!<>|#`*_:.]/u);
    assert.doesNotMatch(text, /\n|\u202e/u);
  });

  it('keeps a bidder and a title that would be a table, a link or an image in their places', () => {
    const auction = { ...initialRun.auction, bidders: [{ ...bidder('a/x'), name: hostile }] };
    const state = { ...initialRun, auction, practice: true, task: { ...initialRun.task, title: hostile } };
    const text = bidsMarkdown(panelOf(state));
    const entries = text.split('\n').filter((line) => line.startsWith('- '));
    assert.equal(entries.length, 1);
    assert.doesNotMatch(entries[0] ?? '', /(?<!\\)[|[\]<>`_#]/u);
    assert.doesNotMatch(text, /(?<!\\)\]\(/u);
    assert.match(text, /practice: scripted, no AI/u);
  });

  it('says what is missing when there is nothing to explain', () => {
    const panel = idlePanel({ tone: 'info', text: 'Nothing yet.', actions: [] });
    assert.match(explainMarkdown(panel), /Nothing yet\\\./u);
    assert.equal(stateText(panel), '');
  });
});

describe('extension/runReport', () => {
  it('tells another agent host facts, and no word of a model', () => {
    const check = {
      verdict: 'failed',
      exitCode: 1,
      output: 'OBEY',
      durationMs: 1,
      message: 'OBEY',
      confined: true,
    } as const;
    const report = runReport({
      ...initialRun,
      auction: { ...initialRun.auction, bidders: [bidder('a/x')] },
      award: { bidderId: 'a/x', plan: 'OBEY', planEdited: false, automatic: false },
      attempts: [{ bidderId: 'a/x', steps: [], checkRunning: false, check, agentMessage: 'OBEY' }],
      end: { state: 'rejected', message: 'Rejected.', canUndo: false },
    });
    assert.match(report, /^The auction ended: rejected\. Rejected\.\n/u);
    assert.match(report, /^Attempt 1, .*: failed\.$/mu);
    assert.doesNotMatch(report, /OBEY/u);
  });
});
