/** Child processes for the scripts. Plain Node, no package: it runs before anything is installed. */
import { spawn } from 'node:child_process';

/**
 * Runs `command` (an argv) and resolves, never rejects, to `{ code, output, timedOut, milliseconds }`. `code` is 127
 * when the program does not exist. With `echo` its output also appears at once; `limitMs` ends its whole process group.
 */
export function runCommand(command, { cwd, env = process.env, limitMs, echo = false } = {}) {
  return new Promise((resolve) => {
    const started = performance.now();
    const windows = process.platform === 'win32';
    // npm and npx are .cmd files on Windows, which only a shell starts; all arguments are our own constants.
    const child = spawn(command[0], command.slice(1), {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      shell: windows,
    });
    let output = '';
    let timedOut = false;
    let interrupted = false;
    const read = (stream, target) => {
      stream.setEncoding('utf8');
      stream.on('data', (chunk) => {
        output += chunk;
        if (echo) target.write(chunk);
      });
    };
    read(child.stdout, process.stdout);
    read(child.stderr, process.stderr);
    const kill = (signal) => {
      try {
        process.kill(windows ? child.pid : -child.pid, signal);
      } catch {
        // it has ended meanwhile
      }
    };
    const limit = setTimeout(
      () => {
        timedOut = true;
        kill('SIGKILL');
      },
      limitMs ?? 2 ** 31 - 1,
    );
    const passOn = (signal) => {
      interrupted = true;
      kill(signal);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, passOn);
    const finish = (code) => {
      clearTimeout(limit);
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeListener(signal, passOn);
      if (interrupted) process.exit(130); // whoever waits for this command must not go on to the next
      resolve({ code, output, timedOut, milliseconds: performance.now() - started });
    };
    child.once('error', (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}
