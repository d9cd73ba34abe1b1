import type { FrameLocator, Locator, Page } from 'playwright-core';

/** How `Workbench.launch` starts VS Code. */
export interface WorkbenchOptions {
  /** Folder or `.code-workspace` file, opened where it lies (see `temporaryCopy`); none: an empty window. */
  readonly workspace?: string;
  /** The extension under test: loaded from its folder, or installed from a package into the fresh profile. */
  readonly extension?: { readonly dev: string } | { readonly vsix: string };
  /** Written as the user's settings.json before the start; settings of application scope count. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /**
   * 'off' (default): workspace trust is switched off. 'ask': VS Code asks at the start, answer with
   * `button('Yes, I trust the authors')`. 'restricted': it does not ask, and the workspace is not trusted.
   */
  readonly trust?: 'off' | 'ask' | 'restricted';
  /** Default: VS Code's own default theme. */
  readonly theme?:
    'Default Light Modern' | 'Default Dark Modern' | 'Default High Contrast' | 'Default High Contrast Light';
  /** Pixels; default 1440 x 900. */
  readonly width?: number;
  readonly height?: number;
  /** Folder of the pictures; default `screenshots` of the working directory. */
  readonly screenshots?: string;
  /** Folder of settings, extensions and storage that outlives `close`; default: a temporary one. */
  readonly profile?: string;
  /** True shows the browser's window (also: environment variable GAVEL_HEADED). */
  readonly headed?: boolean;
  /** More environment for the server and the extension host. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running VS Code. A step that does not find what it needs throws after 30 seconds (palette: 60). */
export class Workbench {
  static launch(options: WorkbenchOptions): Promise<Workbench>;
  private constructor();

  /** For whatever this class has no word for. */
  readonly page: Page;
  /** Of the server, on the loopback address. */
  readonly port: number;
  /** Absolute path of what was opened; set it when the window itself opened another folder. */
  workspace: string | undefined;
  /** Console lines and errors of the page, oldest first; the extension host's console is among them. */
  readonly log: readonly string[];

  /** Runs a command from the palette by its whole title, such as `Gavel: Auction This Task`. */
  command(title: string): Promise<void>;
  /** Opens a file of the workspace through quick open; `file` is relative, with `/`. */
  openFile(file: string): Promise<void>;
  /** Selects whole lines of the active editor, both included, counted from 1. */
  selectLines(first: number, last: number): Promise<void>;
  /** Selects the lines on which `text` (one line or several) first occurs in the file opened last, as saved on disk. */
  selectText(text: string): Promise<void>;
  /** Selects a function of the file opened last, from its head to the closing brace of the same indentation. */
  selectFunction(name: string): Promise<void>;
  /** Opens and focuses a view by its title. */
  openView(title: string): Promise<void>;
  /** The pane of a view, for native views: `view('Changes').getByText('sum.js')`. Does not open it. */
  view(title: string): Locator;
  /** The document inside a webview view; opens the view when it is not to be seen. */
  panel(title: string): Promise<FrameLocator>;
  /** Takes an entry of the open quick pick: by its whole label, or clicks the first that matches a pattern. */
  quickPick(label: string | RegExp): Promise<void>;
  /** Drags the edge of the side bar until it is about this wide. */
  sideBarWidth(pixels: number): Promise<void>;
  /** Changes the colour theme by its label, such as `Light Modern`. */
  theme(label: string): Promise<void>;
  /** Fills the open input box and presses Enter. */
  input(text: string): Promise<void>;
  /** Clicks a button of a notification or of a modal dialog, by its whole text. */
  button(text: string): Promise<void>;
  /** Waits for a notification or dialog with this text and returns all of its text. */
  message(text: string | RegExp): Promise<string>;
  /** The visible rows of the active terminal; empty when there is none. */
  terminalText(): Promise<string>;
  /** Waits for a row of the active terminal with this text, and returns all rows. */
  waitForTerminal(text: string | RegExp): Promise<string>;
  /** Saves a picture of the window as `<name>.png` and returns its path. */
  screenshot(name: string): Promise<string>;
  /** Reloads the window: the extension host starts anew, storage stays. */
  reload(): Promise<void>;
  /** The same folder in one more window, with an extension host of its own and the same settings and storage. Its `close` closes only itself. */
  secondWindow(): Promise<Workbench>;
  /** Resolves when the browser has been closed, by a person or by `close`. */
  closed(): Promise<void>;
  /** Ends browser and server and removes the temporary profile. Safe to call twice. */
  close(): Promise<void>;
}

/** Copies a fixture folder to a temporary place, under its own name; `remove` deletes the copy. */
export function temporaryCopy(folder: string): { readonly folder: string; readonly remove: () => void };
