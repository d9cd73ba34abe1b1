import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { errorCode } from '../base/errorText';

/**
 * Which process, so exactly that its death can be proved. Every part is a short text without a dash; `0` stands for what
 * the system does not tell (only Linux tells `boot`, `space` and `start`).
 */
export interface ProcessMark {
  /** Hash of the machine's id, else of its name. */
  readonly machine: string;
  /** Hash of this start of the machine. */
  readonly boot: string;
  /** Hash of the process id namespace: a container's process 7 is not ours. */
  readonly space: string;
  readonly pid: number;
  /** When the process began, in clock ticks since the machine's start: a process id that was given out again has another. */
  readonly start: string;
}

const unknown = '0';

let mark: Promise<ProcessMark> | undefined;

/** The mark of this process, read once. */
export function ownMark(): Promise<ProcessMark> {
  return (mark ??= readOwnMark());
}

async function readOwnMark(): Promise<ProcessMark> {
  const [machine, boot, space, status] = await Promise.all([
    readFile('/etc/machine-id', 'utf8').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
    processStatus(process.pid),
  ]);
  return {
    machine: shortHash(machine.trim() || hostname()),
    boot: shortHash(boot.trim()),
    space: shortHash(space),
    pid: process.pid,
    start: status?.start ?? unknown,
  };
}

function shortHash(text: string): string {
  return text === '' ? unknown : createHash('sha256').update(text).digest('hex').slice(0, 8);
}

/** The mark as a part of a file name. */
export function markText({ machine, boot, space, pid, start }: ProcessMark): string {
  return [machine, boot, space, pid, start].join('-');
}

/** Reads what `markText` wrote; `undefined` for anything else. */
export function readMark(text: string): ProcessMark | undefined {
  const match = /^([0-9a-f]+)-([0-9a-f]+)-([0-9a-f]+)-([1-9]\d{0,9})-(\d+)$/u.exec(text);
  if (match === null) return undefined;
  const [, machine = '', boot = '', space = '', pid = '', start = ''] = match;
  return { machine, boot, space, pid: Number(pid), start };
}

/**
 * True only with proof: the machine has been started anew, no such process exists, it is a zombie, or its id belongs to a
 * younger process by now. Another machine's or another container's process can never be proved dead from here.
 * No clock is read, so clock jumps change nothing.
 */
export async function isProvablyDead(other: ProcessMark, own: ProcessMark): Promise<boolean> {
  if (other.machine !== own.machine) return false;
  if (differ(other.boot, own.boot)) return true;
  if (other.space !== own.space) return false;
  const status = await processStatus(other.pid);
  if (status !== undefined) return status.zombie || differ(status.start, other.start);
  try {
    process.kill(other.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}

function differ(a: string, b: string): boolean {
  return a !== unknown && b !== unknown && a !== b;
}

/** From Linux's `/proc`; `undefined` elsewhere and for processes that are gone. The name in brackets may hold blanks and brackets. */
async function processStatus(pid: number): Promise<{ start: string; zombie: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const start = fields[19];
  return start === undefined ? undefined : { start, zombie: fields[0] === 'Z' || fields[0] === 'X' };
}
