import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';

/** What a model must not get through: markup, scripts, links, images, terminal codes, invisible and turning characters. */
export function hostileText(origin: string): string {
  return [
    `<img src="${origin}/img.png" onerror="fetch('${origin}/onerror')">`,
    `<script>fetch("${origin}/script")</script><iframe src="${origin}/frame"></iframe>`,
    `[press me](command:workbench.action.closeWindow) ![picture](${origin}/markdown.png)`,
    `<a href="command:gavel.acceptAll">accept</a> <style>@import "${origin}/style.css";</style>`,
    '\u001b[31mred\u001b[0m \u001b]8;;https://example.invalid\u0007link\u001b]8;;\u0007 \u0000\u0008',
    '\u202eesrever\u202c \u2066isolated\u2069 \u{e0041}\u{e0042} \u200b',
  ].join('\n');
}

export interface Capture {
  readonly origin: string;
  /** Paths that were asked for, or whole addresses that the page wanted to ask for. */
  readonly seen: string[];
  /** Notes an address if it is one of ours. */
  note(address: string): void;
  close(): Promise<void>;
}

/** A server nobody may call. */
export async function startCapture(): Promise<Capture> {
  const seen: string[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    seen,
    note: (asked) => {
      if (asked.startsWith(origin)) seen.push(asked);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
