import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Milliseconds between the polite signal and the final one: within the second in which a cancel must be done. */
const graceMs = 500;

/**
 * Ends a detached child with everything it started: TERM to the group, KILL half a second later. Returns a function
 * that sends the KILL at once; call it when the child has exited, so that nothing it left behind lives on.
 */
export function endGroup(child: ChildProcess): () => void {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  return () => {
    clearTimeout(timer);
    signalGroup(child, 'SIGKILL');
  };
}

/** Sends a signal to the child's whole process group. A group that is gone already is no error. */
export function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    const tool = join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'taskkill.exe');
    spawn(tool, ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).on(
      'error',
      () => undefined,
    );
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}
