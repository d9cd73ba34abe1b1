import { type CheckGrant, noGrant } from '../sandbox/checkGrant';
import { type Confinement, noProcessLimits } from '../sandbox/confinement';
import { grantWords } from '../tasks/allowMore';

/** How a check runs, in a few words for the line above its output. */
export function howItRuns(confinement: Confinement, grant: CheckGrant = noGrant): string {
  if (confinement.kind === 'unconfined') return 'not confined';
  const parts = ['confined', confinement.tools === undefined ? noProcessLimits : '', grantWords(grant)];
  return parts.filter((part) => part !== '').join('; ');
}
