import { totalmem } from 'node:os';

/** What a confined check may use, with everything it starts. */
export interface CheckLimits {
  /** Processes and threads at once. */
  readonly processes: number;
  /** Memory of all its processes together. */
  readonly memoryBytes: number;
  /** The largest file, and the room in its private temporary folder. */
  readonly fileBytes: number;
  /** How much the free space of the disk with the copy may shrink while it runs. */
  readonly diskBytes: number;
}

const gibibyte = 1024 * 1024 * 1024;

/** Ours: no honest test run on the machines we tried came near them, and the machine stays usable. */
export const defaultCheckLimits: CheckLimits = {
  processes: 4096,
  memoryBytes: Math.round(totalmem() * 0.6),
  fileBytes: 2 * gibibyte,
  diskBytes: 10 * gibibyte,
};
