import assert from 'node:assert/strict';
import fc from 'fast-check';
import { announcement } from '../../media/bids/announcement';
import { decimalsFor, formatDuration, formatNumber, formatUsd } from '../../media/shared/format';
import { PanelStore } from '../../media/bids/panelStore';
import { visible, withVisibleTexts } from '../../media/shared/plainText';
import { freshUiState, readUiState, toggled } from '../../media/bids/uiState';
import { biddingPanel, donePanel, failedCard, judgedPanel, reviewingPanel, workingPanel } from './panelFixtures';

describe('webview/panelStore', () => {
  it('merges the changed cards only and keeps the rest', () => {
    const store = new PanelStore();
    store.applySnapshot(3, judgedPanel);
    const q8 = { ...judgedPanel.cards['q8']!, costUsd: 1 };
    assert.equal(store.applyPatch(4, { cards: { q8 } }), 'changed');
    assert.equal(store.panel.cards['q8']?.costUsd, 1);
    assert.equal(store.panel.cards['q32'], judgedPanel.cards['q32']);
  });

  it('reports one gap, then waits for the snapshot', () => {
    const store = new PanelStore();
    assert.equal(store.applyPatch(1, { footer: ['early'] }), 'waiting');
    store.applySnapshot(3, judgedPanel);
    assert.equal(store.applyPatch(3, { footer: ['old'] }), 'stale');
    assert.equal(store.applyPatch(5, { footer: ['lost one'] }), 'gap');
    assert.equal(store.applyPatch(6, { footer: ['too early'] }), 'waiting');
    assert.deepEqual(store.panel, judgedPanel);
    store.applySnapshot(9, biddingPanel);
    assert.equal(store.applyPatch(10, { footer: [] }), 'changed');
  });

  it('forgets the cards of another run', () => {
    const store = new PanelStore();
    store.applySnapshot(1, judgedPanel);
    store.applyPatch(2, { runId: 'run-2', cards: { mini: failedCard }, order: ['mini'] });
    assert.deepEqual(Object.keys(store.panel.cards), ['mini']);
  });
});

describe('webview/plainText', function () {
  this.timeout(10_000);

  it('shows bidi, zero-width, tag and control characters as code points (case 52)', () => {
    assert.equal(
      visible('a\u202Eb\u2066c\u200Bd\u{E0041}e\u001Bf\u2028g'),
      'a⟨U+202E⟩b⟨U+2066⟩c⟨U+200B⟩d⟨U+E0041⟩e⟨U+001B⟩f⟨U+2028⟩g',
    );
  });

  it('leaves ordinary text of every script, tabs, line feeds and joined emoji alone (case 52)', () => {
    for (const text of ['naïve café', '日本語のテキスト', 'שלום', 'a\tb\nc', '👩‍💻 👍🏽', '❤️‍🔥'])
      assert.equal(visible(text), text);
  });

  it('is done after one pass', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => visible(visible(text)) === visible(text)));
  });

  it('keeps the identifiers that go back to the host', () => {
    const message = { runId: 'r\u200B', path: 'a\u202Eb', text: 'a\u202Eb', list: [{ note: '\u2066' }] };
    assert.deepEqual(withVisibleTexts(message), {
      runId: 'r\u200B',
      path: 'a\u202Eb',
      text: 'a⟨U+202E⟩b',
      list: [{ note: '⟨U+2066⟩' }],
    });
  });
});

describe('webview/format', () => {
  it('gives money two significant digits below ten cents', () => {
    const texts = [0, 0.004132, 0.0300001, 0.1, 12.5, 0.000041].map(formatUsd);
    assert.deepEqual(texts, ['$0', '$0.0041', '$0.030', '$0.10', '$12.50', '$0.000041']);
  });

  it('says durations as people do', () => {
    assert.deepEqual([820, 3200, 59_960, 72_000].map(formatDuration), ['820 ms', '3.2 s', '1 min', '1 min 12 s']);
  });

  it('never shows a minus zero', () => {
    assert.equal(formatNumber(-0.001, 2), '0.00');
    assert.equal(formatNumber(-0.58, 2), '−0.58');
  });

  it('shows as many decimals as a close race needs', () => {
    assert.equal(decimalsFor([-0.58, -0.43]), 2);
    assert.equal(decimalsFor([-0.581, -0.582]), 3);
    assert.equal(decimalsFor([-0.58111, -0.58112]), 4);
    assert.equal(decimalsFor([-0.58, -0.58]), 2);
  });
});

describe('webview/uiState', () => {
  it('reads back what it saved and takes anything else for nothing', () => {
    const state = { ...freshUiState('r'), drafts: { a: 'plan' }, expanded: ['a'], scroll: 7 };
    assert.deepEqual(readUiState(JSON.parse(JSON.stringify(state))), state);
    fc.assert(fc.property(fc.jsonValue(), (saved) => typeof readUiState(saved).runId === 'string'));
    assert.deepEqual(readUiState({ runId: 'r', expanded: 'x', drafts: [1] }), freshUiState('r'));
  });

  it('toggles', () => {
    assert.deepEqual(toggled(toggled([], 'a'), 'b'), ['a', 'b']);
    assert.deepEqual(toggled(['a', 'b'], 'a'), ['b']);
  });
});

describe('webview/announcement', () => {
  it('tells the winner, the award, the verdict, the review and the end, each once', () => {
    assert.match(announcement(biddingPanel, judgedPanel), /^Qwen3 8B wins\./);
    assert.equal(announcement(judgedPanel, workingPanel), 'Awarded to Qwen3 8B.');
    assert.match(announcement(workingPanel, reviewingPanel), /3 changed files are ready.*Check passed\./);
    assert.match(announcement(reviewingPanel, donePanel), /^Accepted: 3 files changed/);
    assert.equal(announcement(donePanel, donePanel), '');
  });
});
