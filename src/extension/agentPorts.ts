import * as vscode from 'vscode';
import type { AgentPorts } from '../agent/agent';
import { languageOf } from '../agent/languageVscode';
import { findRipgrep } from '../agent/search/findRipgrep';
import { ripgrepSearch } from '../agent/search/ripgrepSearch';
import { walkSearch } from '../agent/search/walkSearch';

/** What the agent's tools get in VS Code: its language servers for the folder, and its ripgrep where one is found. */
export async function agentPorts(folder: vscode.Uri): Promise<AgentPorts> {
  const executable = await findRipgrep(vscode.env.appRoot, folder.fsPath);
  return {
    language: languageOf(folder),
    search: executable === undefined ? walkSearch : ripgrepSearch(executable),
  };
}
