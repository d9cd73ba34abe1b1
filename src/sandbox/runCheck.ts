import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { errorCode, errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { CappedOutput } from './cappedOutput';
import type { CheckOptions, CheckRequest, CheckResult } from './check';
import { checkResult } from './checkResult';
import { noGrant } from './checkGrant';
import { defaultCheckLimits } from './checkLimits';
import { statusDescriptor } from './confinedCommand';
import type { Confinement } from './confinement';
import { probeConfinement } from './confinement';
import { lackingIn, lackingText } from './lacking';
import { limiterFailed } from './limitTools';
import { type Launch, locateProgram, prepareCheck } from './prepareCheck';
import { startConfined } from './startConfined';
import { superviseChild } from './superviseChild';
import { watchUsage } from './watchUsage';

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
  const located = await locateProgram(request);
  if (located === undefined) return checkResult.missing(missingCommand(request.argv[0]), elapsedMs());
  let launch: Launch;
  try {
    const chosen = confinement ?? (await probeConfinement({ outside: [request.workspaceRoot] }));
    launch = await prepareCheck(located, request, chosen);
  } catch (error) {
    return checkResult.notStarted(couldNotStart(request.argv[0], error), elapsedMs());
  }
  if (options.signal.aborted) return checkResult.cancelled(elapsedMs(), launch.confined);
  return run(launch, request, options, elapsedMs);
}

/** A group of its own in either case, so that everything the check starts can be ended with it. */
function start({ command, args, cwd, environment, confined }: Launch): ChildProcess {
  if (confined) return startConfined({ bwrap: command, args, environment, listen: true });
  const detached = process.platform !== 'win32';
  return spawn(command, args, {
    cwd,
    env: { ...environment },
    detached,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(
  launch: Launch,
  request: CheckRequest,
  options: CheckOptions,
  elapsedMs: () => number,
): Promise<CheckResult> {
  const { confined, limited, cwd: folder } = launch;
  const output = new CappedOutput(request.maxOutputBytes, options.onOutput ?? ((): void => undefined));
  const child = start(launch);
  let report = '';
  if (confined) child.stdio[statusDescriptor]?.on('data', (bytes: Buffer) => (report += bytes.toString('utf8')));
  const bounds = { ...defaultCheckLimits, ...request.limits, folder };
  const end = await superviseChild(child, {
    signal: options.signal,
    timeoutMs: request.timeoutMs,
    onData: (stream, bytes) => output.push(stream, bytes),
    ...(limited && { watch: (pid, exceeded) => watchUsage(pid, bounds, exceeded) }),
  });
  const text = output.end();
  if (end.cause === 'notSpawned') {
    return checkResult.notStarted(couldNotStart(request.argv[0], end.error), elapsedMs(), text, confined);
  }
  if (confined && end.cause === 'exited' && neverRan(report, text, end.exitCode)) {
    return checkResult.notStarted(confinedStartFailed(request.argv[0]), elapsedMs(), text, confined);
  }
  const result = checkResult.ended(end, {
    argv: request.argv,
    output: text,
    durationMs: elapsedMs(),
    confined,
    timeoutMs: request.timeoutMs,
  });
  return confined ? withHint(result, request) : result;
}

/** Says when the confinement may be why a check did not pass. */
function withHint(result: CheckResult, { grant = noGrant, bound = [] }: CheckRequest): CheckResult {
  if (result.verdict === 'passed' || result.verdict === 'cancelled') return result;
  const lacks = lackingIn(result.output);
  if (lacks === undefined || (lacks === 'network' && grant.network)) return result;
  if (lacks === 'writableDependencies' && bound.length === 0) return result;
  return { ...result, lacks, message: result.message + lackingText[lacks] };
}

/** Bubblewrap reports an exit code only when a program inside really ran; its own failure must not look like a verdict. */
function neverRan(report: string, output: string, exitCode: number | undefined): boolean {
  const starting = exitCode === 126 || exitCode === 127;
  return !report.includes('"exit-code"') || (starting && limiterFailed.test(output));
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
