import { stepsTaken } from './killAtStep';
import { applyChanges } from '../../../src/review/applyChanges';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import { proposalOf } from './twentyFiles';

/** A process of its own for `killedAccept.test.ts`: `<workspace> <journals> accept|undo`. Prints its steps if it lives. */
const [workspaceRoot = '', journalFolder = '', what] = process.argv.slice(2);

async function main(): Promise<void> {
  const port = filesApplyPort();
  if (what === 'undo') await undoLatestAccept(journalFolder, port);
  else await applyChanges({ changes: proposalOf(), runId: 'run', workspaceRoot, port, journalFolder });
  process.stdout.write(String(stepsTaken()));
}

void main();
