/** Every command of the extension, without its `gavel.` prefix. The manifest test holds package.json to this list. */
export const commandIds = [
  'auctionTask',
  'auctionDiagnostic',
  'auctionTodo',
  'auctionTestFailure',
  'auctionTest',
  'award',
  'editPlan',
  'rerun',
  'cancel',
  'changeCheck',
  'showBids',
  'reviewChanges',
  'acceptAll',
  'rejectAll',
  'acceptFile',
  'rejectFile',
  'undoAccept',
  'commitAccepted',
  'manageBidders',
  'checkBidders',
  'setApiKey',
  'startPractice',
  'showLedger',
  'exportLedger',
  'exportMemory',
  'clearMemory',
] as const;

/** A command id without its prefix. */
export type CommandId = (typeof commandIds)[number];
