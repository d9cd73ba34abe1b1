import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentOutcome, AgentRequest, AgentStep } from '../../../src/agent/agent';
import { runAgent } from '../../../src/agent/runAgent';
import type { Bidder, Capabilities } from '../../../src/auction/bidder';
import { unknownCapabilities } from '../../../src/auction/bidder';
import type { ChatMessage, FailureReason, ModelReply } from '../../../src/auction/model';
import type { CheckResult } from '../../../src/sandbox/check';
import type { FolderTree } from './folderTree';
import { createFolderTree } from './folderTree';
import type { ScriptedAnswer } from './scriptedModel';
import { ScriptedModel } from './scriptedModel';

export const taskText = '# Task\n\nadd() subtracts. Repair it.\n';
export const repair = { path: 'add.js', blocks: [{ search: 'a - b', replace: 'a + b' }] };
export const broken = 'export const add = (a, b) => a - b;\n';

/** The scripted bidder; its capabilities are unknown unless a test says more. */
export function bidder(capabilities: Partial<Capabilities> = {}, contextTokens = 32_000): Bidder {
  return {
    id: 'e/m',
    name: 'Model 8B',
    endpointId: 'e',
    modelId: 'm',
    priceSource: 'unknown',
    contextTokens,
    capabilities: { ...unknownCapabilities, ...capabilities },
  };
}

export function checkResult(verdict: CheckResult['verdict'], exitCode: number): CheckResult {
  return { verdict, exitCode, output: 'output', durationMs: 1, message: 'The check has run.', confined: false };
}

export function failed(reason: FailureReason, message = 'Model 8B at e does not answer.'): ModelReply {
  return { kind: 'failed', reason, message, partialText: '' };
}

export interface Run {
  readonly outcome: AgentOutcome;
  readonly model: ScriptedModel;
  readonly steps: readonly AgentStep[];
  readonly checks: number;
}

/** The folder an agent works in during one test. */
export async function createAgentTree(): Promise<FolderTree> {
  return createFolderTree({ 'add.js': broken, 'big.txt': 'some words on a line\n'.repeat(390) });
}

/** What add.js holds now. */
export function currentText(tree: FolderTree): Promise<string> {
  return readFile(join(tree.root, 'add.js'), 'utf8');
}

/** The messages of the last request. */
export function lastMessages(model: ScriptedModel): readonly ChatMessage[] {
  return model.requests.at(-1)?.messages ?? [];
}

/** Runs the real agent over a real folder with scripted answers; its check is green once add.js adds. */
export async function runScripted(
  tree: FolderTree,
  answers: readonly ScriptedAnswer[],
  changes: Partial<AgentRequest> = {},
): Promise<Run> {
  const model = new ScriptedModel(answers);
  const steps: AgentStep[] = [];
  let checks = 0;
  const outcome = await runAgent({
    bidder: bidder(),
    systemText: 'You are an engineer.',
    taskText,
    plan: 'Swap the sign.',
    sandbox: tree,
    models: model,
    runCheck: async () => {
      checks += 1;
      const green = (await currentText(tree)).includes('a + b');
      return checkResult(green ? 'passed' : 'failed', green ? 0 : 1);
    },
    limits: { maxTurns: 20, maxOutputTokensPerTurn: 1000, maxSeconds: 60 },
    signal: new AbortController().signal,
    onStep: (step) => steps.push(step),
    ...changes,
  });
  return { outcome, model, steps, checks };
}
