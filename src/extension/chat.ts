import * as vscode from 'vscode';
import { chatFailure } from './chatFailure';
import { assertTrusted } from './registerCommands';
import type { Services } from './services';

/** Ids as package.json contributes them. */
export const chatNames = { participant: 'gavel.gavel', tool: 'gavel_auctionTask' } as const;

/** `@gavel` in the chat and the tool for other agents. Both refuse in an untrusted workspace, and load what they need when used. */
export function registerChat(services: Services): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    chatNames.participant,
    async (request, _context, stream, token) => {
      try {
        assertTrusted();
        return await (await import('./chatRequests')).answerChat(services, request, stream, token);
      } catch (error) {
        return chatFailure(services.log, stream, error);
      }
    },
  );
  participant.iconPath = vscode.Uri.joinPath(services.context.extensionUri, 'media/icons/gavel.svg');
  const tool = vscode.lm.registerTool<unknown>(chatNames.tool, {
    prepareInvocation: async (options) => {
      assertTrusted();
      return (await import('./auctionTool')).prepareAuction(options);
    },
    invoke: async (options, token) => {
      assertTrusted();
      return (await import('./auctionTool')).auctionByTool(services, options, token);
    },
  });
  return vscode.Disposable.from(participant, tool);
}
