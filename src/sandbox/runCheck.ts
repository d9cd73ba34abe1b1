import { spawn } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorCode, errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { CappedOutput } from './cappedOutput';
import type { CheckOptions, CheckRequest, CheckResult } from './check';
import { checkEnvironment } from './checkEnvironment';
import { checkResult } from './checkResult';
import { confinedArguments, statusDescriptor } from './confinedCommand';
import type { Confinement } from './confinement';
import { probeConfinement } from './confinement';
import { findExecutable, realExecutable } from './findExecutable';
import { sandboxRootOf } from './sandboxMarker';
import { superviseChild } from './superviseChild';
import { toolFolders } from './toolFolders';

/** A start that is ready to be made. */
interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly confined: boolean;
}

/**
 * Runs the confirmed command as our own child process, without a shell, confined where `confinement` says so. The verdict is
 * the child's exit code and nothing it prints. Never throws. `confinement` is what was shown to the person before; when
 * it is left out, the machine is probed, and `confined` in the result says which it was.
 */
export async function runCheck(
  request: CheckRequest,
  options: CheckOptions,
  confinement?: Confinement,
): Promise<CheckResult> {
  const startedMs = performance.now();
  const elapsedMs = (): number => Math.round(performance.now() - startedMs);
  const executable = await locate(request);
  if (executable === undefined) return checkResult.missing(missingCommand(request.argv[0]), elapsedMs());
  let launch: Launch;
  try {
    const chosen = confinement ?? (await probeConfinement({ outside: [request.workspaceRoot] }));
    launch = await prepare(executable, request, chosen);
  } catch (error) {
    return checkResult.notStarted(couldNotStart(request.argv[0], error), elapsedMs());
  }
  if (options.signal.aborted) return checkResult.cancelled(elapsedMs(), launch.confined);
  return run(launch, request, options, elapsedMs);
}

/** A bare name is looked up outside workspace and sandbox; a path counts from the folder of the check. */
async function locate({ argv, cwd, workspaceRoot }: CheckRequest): Promise<string | undefined> {
  const name = argv[0] ?? '';
  if (name === '') return undefined;
  if (!/[/\\]/u.test(name)) return findExecutable(name, [workspaceRoot, cwd]);
  const path = resolve(cwd, name);
  return (await realExecutable(path)) === undefined ? undefined : path;
}

async function prepare(executable: string, request: CheckRequest, confinement: Confinement): Promise<Launch> {
  const cwd = await realpath(request.cwd);
  const outside = [request.workspaceRoot, cwd];
  const environment = await checkEnvironment(process.env, outside);
  const args = request.argv.slice(1);
  if (confinement.kind === 'unconfined') return { command: executable, args, cwd, environment, confined: false };
  const confined = await confinedArguments({
    bwrap: confinement.bwrap,
    treeRoot: (await sandboxRootOf(cwd)) ?? cwd,
    cwd,
    readable: await toolFolders(executable, environment, outside),
    argv: [executable, ...args],
  });
  return { command: confinement.bwrap, args: confined, cwd, environment, confined: true };
}

async function run(
  { command, args, cwd, environment, confined }: Launch,
  request: CheckRequest,
  options: CheckOptions,
  elapsedMs: () => number,
): Promise<CheckResult> {
  const output = new CappedOutput(request.maxOutputBytes, options.onOutput ?? ((): void => undefined));
  const child = spawn(command, args, {
    cwd,
    env: { ...environment },
    // A group of its own, so that everything it starts can be ended with it.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', ...(confined ? (['pipe'] as const) : [])],
  });
  let report = '';
  child.stdio[statusDescriptor]?.on('data', (bytes: Buffer) => (report += bytes.toString('utf8')));
  const end = await superviseChild(child, {
    signal: options.signal,
    timeoutMs: request.timeoutMs,
    onData: (stream, bytes) => output.push(stream, bytes),
  });
  const text = output.end();
  if (end.cause === 'notSpawned') {
    return checkResult.notStarted(couldNotStart(request.argv[0], end.error), elapsedMs(), text, confined);
  }
  // Bubblewrap reports an exit code only when the program inside really ran; its own failure must not look like a verdict.
  if (confined && end.cause === 'exited' && !report.includes('"exit-code"')) {
    return checkResult.notStarted(confinedStartFailed(request.argv[0]), elapsedMs(), text, confined);
  }
  return checkResult.ended(end, { output: text, durationMs: elapsedMs(), confined, timeoutMs: request.timeoutMs });
}

const advice = 'Run Auction This Task again and choose another check.';

function missingCommand(name: string | undefined): string {
  if (name === undefined || name === '') return `The check names no command. ${advice}`;
  return `The command "${visibleText(name)}" was not found outside the workspace, or cannot be executed. ${advice}`;
}

function couldNotStart(name: string | undefined, error: unknown): string {
  const reason = errorCode(error) === 'ENOENT' ? 'it or its folder does not exist' : visibleText(errorText(error));
  return `The command "${visibleText(name ?? '')}" could not be started: ${reason}. ${advice}`;
}

function confinedStartFailed(name: string | undefined): string {
  return `The command "${visibleText(name ?? '')}" could not be started in the confined sandbox. ${advice}`;
}
