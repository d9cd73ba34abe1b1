import { visibleText } from './visibleText';

/**
 * A text as a notification may show it. VS Code makes a link of `[words](address)` in every notification, and a link to a
 * command runs it: words of servers, models and repositories must never become one. A blank between the brackets breaks
 * the form and stays readable; hidden characters become visible first, so that none can stand in between.
 */
export function noticeText(text: string): string {
  return visibleText(text).replace(/\](?=\()/gu, '] ');
}
