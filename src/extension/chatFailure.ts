import type * as vscode from 'vscode';
import { errorText } from '../base/errorText';
import type { LoggerPort } from '../base/logger';
import { UserFacingError } from '../base/userFacingError';
import { plainMarkdown } from '../views/chatText';

/** An error as the chat shows it: what to press is a button, and a bug goes to the log whole and to the chat in one line. */
export function chatFailure(log: LoggerPort, stream: vscode.ChatResponseStream, error: unknown): vscode.ChatResult {
  if (!UserFacingError.is(error)) {
    log.error('A chat request failed', error);
    return {
      errorDetails: {
        message: `Something went wrong inside Gavel: ${plainMarkdown(errorText(error))}. The Gavel output has the details.`,
      },
    };
  }
  if (error.action !== undefined) stream.button({ ...error.action, arguments: [...(error.action.arguments ?? [])] });
  return { errorDetails: { message: plainMarkdown(error.message) } };
}
