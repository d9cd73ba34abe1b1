import { arch } from 'node:os';

interface Machine {
  /** The kernel's name of the instruction set (AUDIT_ARCH). */
  readonly audit: number;
  readonly addKey: number;
  readonly requestKey: number;
  readonly keyctl: number;
  readonly socket: number;
  /** Numbers from here on belong to a second table of the same calls. */
  readonly secondTable?: number;
}

const machines: Readonly<Partial<Record<string, Machine>>> = {
  x64: { audit: 0xc000003e, addKey: 248, requestKey: 249, keyctl: 250, socket: 41, secondTable: 0x40000000 },
  arm64: { audit: 0xc00000b7, addKey: 217, requestKey: 218, keyctl: 219, socket: 198 },
};

const load = 0x20;
const equals = 0x15;
const atLeast = 0x35;
const leave = 0x06;
const allow = 0x7fff0000;
const refuse = 0x00050000;
const notThere = 38;
const noSuchFamily = 97;
/** Sockets to the host of a virtual machine: no network namespace holds them back. */
const hostSockets = 40;
/** io_uring_setup, _enter and _register: the same numbers on both machines. */
const firstRing = 425;
const afterRings = 428;

/**
 * A program for the kernel's call filter (seccomp) that takes away what namespaces do not hide: the session's keyring, and
 * sockets to the host of a virtual machine, which io_uring could make as well. Programs for another instruction set (32-bit ones) do not start, because
 * their calls have other numbers. `undefined` on machines whose numbers we do not know.
 */
export function systemCallFilter(machineName: string = arch()): Buffer | undefined {
  const machine = machines[machineName];
  if (machine === undefined) return undefined;
  const { audit, addKey, requestKey, keyctl, socket, secondTable = 0xffffffff } = machine;
  // Offsets: 0 the call's number, 4 the instruction set, 16 the first argument. Jumps count instructions to skip.
  return Buffer.concat([
    instruction(load, 4),
    instruction(equals, audit, 0, 11),
    instruction(load, 0),
    instruction(atLeast, secondTable, 9, 0),
    instruction(equals, addKey, 8, 0),
    instruction(equals, requestKey, 7, 0),
    instruction(equals, keyctl, 6, 0),
    instruction(atLeast, afterRings, 1, 0),
    instruction(atLeast, firstRing, 4, 0),
    instruction(equals, socket, 0, 2),
    instruction(load, 16),
    instruction(equals, hostSockets, 2, 0),
    instruction(leave, allow),
    instruction(leave, refuse + notThere),
    instruction(leave, refuse + noSuchFamily),
  ]);
}

function instruction(code: number, value: number, whenTrue = 0, whenFalse = 0): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code, 0);
  bytes.writeUInt8(whenTrue, 2);
  bytes.writeUInt8(whenFalse, 3);
  bytes.writeUInt32LE(value, 4);
  return bytes;
}
