import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { Workbench, type WorkbenchOptions } from '../workbench.mjs';

/** A notification as a person sees it. */
export interface Notice {
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What to put to auction. */
export interface Order {
  readonly file: string;
  /** Selects this function; without it the whole file is the task. */
  readonly functionName?: string;
  /** The entry of the quick pick that names the check; it is not asked for again once it was taken for the same task. */
  readonly check: string | RegExp;
}

export const noCheck = /No check/u;

/** What the desktop has and VS Code in a browser has not: nothing is saved until somebody saves it. */
export const desktopSettings = { 'files.autoSave': 'off' };

/** A real VS Code with the extension in it, driven by what a person presses. */
export class GavelWindow {
  private constructor(
    readonly workbench: Workbench,
    /** Settings, extensions and storage. */
    readonly profile: string,
  ) {}

  /** Starts it, with the extension as just built from the sources unless another one is given. */
  static async launch(options: Omit<WorkbenchOptions, 'extension'> & Partial<WorkbenchOptions>): Promise<GavelWindow> {
    const profile = options.profile ?? newProfile();
    if (options.extension === undefined) buildExtension();
    const workbench = await Workbench.launch({
      extension: { dev: '.' },
      screenshots: 'screenshots',
      ...options,
      settings: { ...desktopSettings, ...options.settings },
      profile,
    });
    return new GavelWindow(workbench, profile);
  }

  get page(): Page {
    return this.workbench.page;
  }

  panel(): Promise<FrameLocator> {
    return this.workbench.panel('Bids');
  }

  /** From the palette to the running auction: wording as suggested, check as ordered. */
  async auction({ file, functionName, check }: Order): Promise<FrameLocator> {
    await this.nameTask(file, functionName);
    await this.answerOnce(check);
    return this.panel();
  }

  /** Up to the question which command must pass. */
  async askForAuction(file: string, functionName?: string): Promise<void> {
    await this.nameTask(file, functionName);
    await this.question.waitFor();
  }

  private get question(): Locator {
    return this.page.locator('.quick-input-widget:visible', { hasText: 'Which command must pass?' });
  }

  /** Takes the check where it is asked for; where it was confirmed before, the auction begins by itself. */
  private async answerOnce(check: string | RegExp): Promise<void> {
    const status = this.page.locator('.statusbar-item[id="gavel.gavel.gavel.status"]');
    const begun = status.filter({ hasText: /\S/u, hasNotText: /today/u });
    await this.question.or(begun).first().waitFor();
    if (await this.question.isVisible()) await this.workbench.quickPick(check);
  }

  /** The wording of the task, as suggested. */
  private async nameTask(file: string, functionName?: string): Promise<void> {
    await this.workbench.openFile(file);
    if (functionName !== undefined) await this.workbench.selectFunction(functionName);
    await this.workbench.command('Gavel: Auction This Task');
    await this.page.locator('.quick-input-widget:visible', { hasText: 'what should be done' }).waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** VS Code loses a press that comes while a context menu is still opening, so it is pressed until the menu is gone. */
  async chooseFromMenu(label: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-item', { hasText: label }).first();
    await item.waitFor();
    for (let tries = 0; tries < 5 && (await item.isVisible()); tries += 1) {
      await item.click({ timeout: 3000 }).catch(() => undefined); // It may go away meanwhile.
      await item.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
    }
    assert.equal(await item.isVisible(), false);
  }

  /** The auction that has begun, up to the award, as the panel tells it; then it is cancelled. */
  async cancelShown(): Promise<string> {
    const panel = await this.panel();
    await panel.locator('[data-action="award"]').first().waitFor();
    const task = await textOf(panel.locator('body'));
    await this.workbench.command('Gavel: Cancel Auction');
    await panel.locator('.end').waitFor();
    return task;
  }

  /** Waits for a notification with this text and at least so many buttons, which are drawn after the text. */
  async notice(text: string | RegExp, buttonCount = 0): Promise<Notice> {
    const places = '.notification-toast, .notifications-center .notification-list-item';
    const toast = this.page.locator(places).filter({ hasText: text }).first();
    const shown = await toast.waitFor({ timeout: 25_000 }).then(
      () => true,
      () => false,
    );
    // Once in a while VS Code shows no toast for one that comes as a progress goes; then it is in the list only.
    if (!shown) await this.workbench.command('Notifications: Show Notifications');
    await toast.waitFor();
    const buttons = toast.locator('.notification-list-item-buttons-container .monaco-button');
    if (buttonCount > 0) await buttons.nth(buttonCount - 1).waitFor();
    const message = await toast.locator('.notification-list-item-message').innerText();
    return { text: oneLine(message), buttons: (await buttons.allInnerTexts()).map(oneLine) };
  }

  /** Takes all notifications away, so that the next one is a new one. */
  async clearNotices(): Promise<void> {
    await this.workbench.command('Notifications: Clear All Notifications');
    await this.page.locator('.notification-toast').first().waitFor({ state: 'hidden' });
  }

  /** The card of a bidder. */
  async card(bidderId: string): Promise<Locator> {
    return (await this.panel()).locator(`.card[data-bidder="${bidderId}"]`);
  }

  /** Presses a button of the panel by what it does. */
  async press(action: string): Promise<void> {
    const panel = await this.panel();
    await panel.locator(`[data-action="${action}"]`).first().click();
  }

  /** The same folder in one more window; close its `workbench` only. */
  async secondWindow(): Promise<GavelWindow> {
    return new GavelWindow(await this.workbench.secondWindow(), this.profile);
  }

  /** Opens another folder in the same window. */
  async openFolder(folder: string): Promise<void> {
    const address = new URL(this.page.url());
    address.searchParams.delete('ew');
    address.searchParams.set('folder', folder);
    await this.page.goto(address.href, { waitUntil: 'domcontentloaded' });
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor();
    this.workbench.workspace = folder;
  }

  /** Errors on the page or in the extension host that come from the extension, and every violation of a content policy. */
  problems(): readonly string[] {
    return this.workbench.log.filter(
      (line) =>
        /Content Security Policy|Refused to/u.test(line) ||
        (/^\[(?:page )?error\]/u.test(line) &&
          /(?<!globalStorage\/)gavel\.gavel|dist\/(?:extension|bids|history)\.js/u.test(line)),
    );
  }

  /** For `afterEach`: what the window looked like when a test failed, as `ui-failure-<title>.png`. */
  async pictureOfFailure(test: Mocha.Test | undefined): Promise<void> {
    if (test?.state !== 'failed') return;
    await this.workbench.screenshot(`ui-failure-${test.title.replace(/\W+/gu, '-').slice(0, 60)}`);
  }

  async close(): Promise<void> {
    await this.workbench.close();
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Text as one line: layout and no-break blanks do not count. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

/** The text of an element, as one line. */
export async function textOf(locator: Locator): Promise<string> {
  return oneLine(await locator.innerText());
}

/** A new folder for settings, extensions and storage of one VS Code. */
export function newProfile(): string {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'gavel-ui-profile-'));
}

/** Set by the whole test run, whose windows stand side by side: it has built before the first of them. */
let built = process.env['GAVEL_BUILT'] !== undefined;

function buildExtension(): void {
  if (built) return;
  const { status, stderr } = spawnSync(process.execPath, ['esbuild.js', '--production'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  built = true;
}
