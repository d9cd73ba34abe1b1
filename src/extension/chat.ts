import * as vscode from 'vscode';
import type { Services } from './services';

/** Ids as package.json contributes them. */
export const chatNames = { participant: 'gavel.gavel', tool: 'gavel_auctionTask' } as const;

/** `@gavel` in the chat and the tool for other agents. Both load what they need when somebody uses them. */
export function registerChat(services: Services): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    chatNames.participant,
    async (request, _context, stream, token) =>
      (await import('./chatRequests')).answerChat(services, request, stream, token),
  );
  participant.iconPath = vscode.Uri.joinPath(services.context.extensionUri, 'media/icons/gavel.svg');
  const tool = vscode.lm.registerTool<unknown>(chatNames.tool, {
    prepareInvocation: async (options) => (await import('./auctionTool')).prepareAuction(options),
    invoke: async (options, token) => (await import('./auctionTool')).auctionByTool(services, options, token),
  });
  return vscode.Disposable.from(participant, tool);
}
