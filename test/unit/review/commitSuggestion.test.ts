import assert from 'node:assert/strict';
import { suggestCommit } from '../../../src/review/commitSuggestion';

const bid = { bidderName: 'Small 8B', plan: '1. Read the file.\n2. Pad the minutes.\n\nRisks: none.' };

describe('review/commitSuggestion', () => {
  it('makes branch and message from task and bid', () => {
    assert.deepEqual(suggestCommit({ title: 'Pad the minutes in formatFocusTime' }, bid), {
      branch: 'gavel/pad-the-minutes-in-formatfocustime',
      message: 'Pad the minutes in formatFocusTime\n\nPlan of Small 8B:\n> 1. Read the file.\n> 2. Pad the minutes.\n',
    });
  });

  it('names the issue in branch, subject and last line', () => {
    const issue = { number: 42, url: 'https://github.com/o/r/issues/42' };
    const { branch, message } = suggestCommit({ title: 'Crash at “Größe” = 0', issue }, bid);
    assert.equal(branch, 'gavel/42-crash-at-gro-e-0');
    assert.match(message, /^Crash at “Größe” = 0 \(#42\)\n/u);
    assert.match(message, /\n\nIssue: https:\/\/github\.com\/o\/r\/issues\/42\n$/u);
  });

  it('takes the issue’s own title where there is one, as harmless as the rest', () => {
    const issue = { number: 12, url: 'https://h/12', title: 'Total counts: fixes #9, for @olga' };
    const { branch, message } = suggestCommit({ title: 'Resolve issue #12 of octo/desk, quoted below.', issue }, bid);
    assert.equal(branch, 'gavel/12-total-counts-fixes-9-for-olga');
    assert.match(message, /^Total counts: about #9, for @ olga \(#12\)\n/u);
    const untitled = { ...issue, title: ' ' };
    assert.match(suggestCommit({ title: 'Resolve it', issue: untitled }, bid).message, /^Resolve it \(#12\)\n/u);
  });

  it('keeps long and odd titles to a valid, short branch and subject', () => {
    for (const title of ['', '日本語', '../../x', '-rf', 'a'.repeat(500), 'x.lock', '@{u}~^:?*[\\', 'a\nb\u202ec']) {
      const { branch, message } = suggestCommit({ title, issue: { number: 7, url: 'https://h/7' } }, bid);
      assert.match(branch, /^gavel\/7-[a-z0-9]+(?:-[a-z0-9]+)*$/u);
      assert.ok(branch.length <= 60);
      const [subject = ''] = message.split('\n');
      assert.ok(Array.from(subject).length <= 72, subject);
      assert.ok(!message.includes('\u202e'));
    }
  });

  it('lets neither plan nor title close an issue, call a person or sign', () => {
    const plan =
      'Fixes #9, closes: https://github.com/o/r/issues/8 and resolves o/r#7 for @maintainer.\nSigned-off-by: X';
    const { message } = suggestCommit({ title: 'fix #5' }, { bidderName: '@root', plan });
    assert.doesNotMatch(message, /(?:fix|clos|resolv)\w*:?\s+\S*(?:#|https)/iu);
    assert.doesNotMatch(message, /@\w/u);
    assert.doesNotMatch(message, /signed-off-by:/iu);
  });

  it('lets neither plan nor title keep the checks of a code host from running', () => {
    const plan =
      'Pad. [skip ci] [CI Skip] [no ci] [skip actions] [actions skip] [skip-ci] ***NO_CI***\nskip-checks: true';
    const { message } = suggestCommit({ title: 'Pad [ci skip]' }, { bidderName: '[skip ci]', plan });
    assert.doesNotMatch(message, /\[[^\]]*(?:skip|no ci)/iu);
    assert.doesNotMatch(message, /skip-checks:|\*NO_CI\*/iu);
    assert.match(message, /^Pad \(ci skip\)\n/u);
    assert.match(suggestCommit({ title: 'Pad [x] and rows[skip]' }, bid).message, /^Pad \[x\] and rows\[skip\]\n/u);
  });
});
