import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import type { RunState } from '../run/runState';
import type { RunHandle } from '../run/startRun';
import { chatDraft } from '../tasks/chatDraft';
import { editorDraft } from '../tasks/editorDraft';
import type { DraftInFolder } from '../tasks/editorTask';
import { assertFolderOpen, type Place, placesInFolder } from '../tasks/placesInFolder';
import { bidsMarkdown, explainMarkdown, plainMarkdown } from '../views/chatText';
import { panelOf } from '../views/panelModel';
import { statusModel, withoutIcon } from '../views/statusText';
import { auctionDraft } from './auctionDraft';
import { abortSignalOf } from './abortSignalOf';
import type { Services } from './services';

/** What a request of the chat is answered with. */
interface ChatTurn {
  readonly services: Services;
  readonly request: Pick<vscode.ChatRequest, 'command' | 'prompt' | 'references'>;
  readonly stream: vscode.ChatResponseStream;
  readonly signal: AbortSignal;
}

const commands: Readonly<Record<string, (turn: ChatTurn) => Promise<void> | void>> = {
  auction: auctionInChat,
  bids: (turn) => show(turn, bidsMarkdown(panelOf(currentRun(turn.services).state()))),
  explain: (turn) => show(turn, explainMarkdown(panelOf(currentRun(turn.services).state()))),
  award: awardInChat,
};

/** Answers a message to `@gavel` in a trusted workspace. Throws a `UserFacingError` as a command does. */
export async function answerChat(
  services: Services,
  request: ChatTurn['request'],
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const abort = abortSignalOf(token);
  const answer = commands[request.command ?? 'auction'] ?? auctionInChat;
  try {
    await answer({ services, request, stream, signal: abort.signal });
    return {};
  } finally {
    abort.dispose();
  }
}

/** Puts the message to auction, with what is attached to it or selected in the editor, and tells how the bidding goes. */
async function auctionInChat({ services, request, stream, signal }: ChatTurn): Promise<void> {
  services.active.assertFree();
  const order = draftFrom(request);
  stream.progress('Confirm the check that must pass, in the box above.');
  const handle = await auctionDraft(services, order, {
    words: request.prompt.trim() === '' ? 'ask' : 'asGiven',
    signal,
    begun: (run) => {
      signal.addEventListener('abort', () => run.cancel(), { once: true });
      tellProgress(run, stream);
    },
  });
  if (handle === undefined) {
    stream.markdown('Nothing was put to auction.');
    return;
  }
  const state = await personsTurn(handle);
  stream.markdown(bidsMarkdown(panelOf(state)));
  showButton(stream);
}

function draftFrom({ prompt, references }: ChatTurn['request']): DraftInFolder {
  assertFolderOpen();
  const places = references.flatMap(({ value }): Place[] => {
    if (value instanceof vscode.Uri) return [{ uri: value }];
    return value instanceof vscode.Location ? [value] : [];
  });
  const texts = references.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const editor = vscode.window.activeTextEditor;
  const selected = editor === undefined || editor.selection.isEmpty ? undefined : editor;
  if (places.length === 0 && selected) places.push({ uri: selected.document.uri, range: selected.selection });
  const { folder, anchors } = placed(places);
  if (prompt.trim() !== '') return { folder, draft: chatDraft(prompt, anchors, texts) };
  if (anchors.length === 0) {
    throw new UserFacingError(
      'Say what should be done, for example “@gavel /auction make the parser accept tabs”, or select code.',
    );
  }
  return { folder, draft: { ...editorDraft(anchors, selected?.document.getText(selected.selection)), intake: 'chat' } };
}

function placed([first, ...others]: readonly Place[]): ReturnType<typeof placesInFolder> {
  if (first !== undefined) return placesInFolder([first, ...others]);
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  if (folder?.uri.scheme === 'file') return { folder, anchors: [] };
  throw new UserFacingError(
    'The open folder is not on this machine, and a task works in a copy of one that is: open such a folder.',
  );
}

/** Each new word of the status bar, once. */
function tellProgress(run: RunHandle, stream: vscode.ChatResponseStream): void {
  let told = '';
  run.subscribe((state) => {
    const { text, turn } = statusModel(state, undefined);
    if (turn !== 'market' || text === told) return;
    told = text;
    stream.progress(withoutIcon(text));
  });
}

/** The state when the person has to decide, or when the run is over. */
async function personsTurn(handle: RunHandle): Promise<RunState> {
  const asked = new Promise<RunState>((resolve) => {
    const look = (state: RunState): void => {
      if (statusModel(state, undefined).turn === 'person') resolve(state);
    };
    const subscription = handle.subscribe(look);
    void handle.finished.then(() => subscription.dispose());
    look(handle.state());
  });
  return Promise.race([asked, handle.finished]);
}

/** Awards as the button does; typing the command is the press. */
function awardInChat({ services, request, stream }: ChatTurn): void {
  const handle = currentRun(services);
  const panel = panelOf(handle.state());
  const wanted = request.prompt.trim().toLowerCase();
  const named = panel.order.filter(
    (id) => wanted === id.toLowerCase() || wanted === panel.cards[id]?.name.toLowerCase(),
  );
  if (wanted !== '' && named.length !== 1) {
    const names = panel.order.filter((id) => panel.cards[id]?.canAward).map((id) => panel.cards[id]?.name ?? id);
    throw new UserFacingError(
      `No bidder, or more than one, is called “${request.prompt.trim()}”: name one of ${names.join(', ')}.`,
    );
  }
  const bidderId = named[0] ?? panel.award?.bidderId;
  if (bidderId === undefined || !handle.award(bidderId)) {
    throw new UserFacingError(
      'There is no award to give now: the bids are not judged yet, or the work is awarded already.',
    );
  }
  stream.markdown(
    `Awarded to **${plainMarkdown(panel.cards[bidderId]?.name ?? bidderId)}**. ${plainMarkdown(panel.award?.afterwards ?? '')}`,
  );
  showButton(stream);
}

function currentRun({ active }: Services): RunHandle {
  if (active.current !== undefined) return active.current.handle;
  throw new UserFacingError('There is no auction: type what should be done behind “@gavel /auction”.');
}

function show({ stream }: ChatTurn, markdown: string): void {
  stream.markdown(markdown);
  showButton(stream);
}

function showButton(stream: vscode.ChatResponseStream): void {
  stream.button({ command: 'gavel.showBids', title: 'Show Bids' });
}
