import { type FaultServer, errorBody, type Step, startFaultServer } from '../models/faultServer';
import type { ScriptedEdit } from './scriptedEdit';

interface Turn {
  readonly text: string;
  readonly calls: ScriptedEdit['calls'];
}

/**
 * A real HTTP server that plays a scripted model over a streaming chat API: it reads the file, edits it, runs the check,
 * and says that it is done. In the text protocol it refuses tools, as servers do for models without them.
 */
export function startScriptedServer(
  protocol: 'native' | 'text',
  path: string,
  edit: ScriptedEdit,
): Promise<FaultServer> {
  const turns: readonly Turn[] = [
    { text: 'I read the file first.', calls: [{ name: 'read_file', arguments: { path } }] },
    { text: 'Now I change it.', calls: edit.calls },
    { text: 'I run the tests.', calls: [{ name: 'run_check', arguments: {} }] },
    { text: 'The change is done and the check has run.', calls: [] },
  ];
  const play: Step = (response, { body }) => {
    if (protocol === 'text' && body['tools'] !== undefined) {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(errorBody('this model does not support tools'));
      return;
    }
    const messages = body['messages'] as readonly { readonly role: string }[];
    const number = messages.filter(({ role }) => role === 'assistant').length;
    const turn = turns[Math.min(number, turns.length - 1)];
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const piece of turn === undefined ? [] : chunksOf(turn, protocol, edit)) response.write(piece);
    response.end('data: [DONE]\n\n');
  };
  return startFaultServer(play);
}

function chunksOf(turn: Turn, protocol: 'native' | 'text', edit: ScriptedEdit): readonly string[] {
  const chunk = (delta: object, finish: string | null = null): string =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  if (protocol === 'text') {
    const written = turn.calls === edit.calls ? edit.blocks : turn.calls.map(toolBlock).join('\n\n');
    const pieces = `${turn.text}\n\n${written}`.match(/[^]{1,40}/gu) ?? [];
    return [...pieces.map((content) => chunk({ content })), chunk({}, 'stop')];
  }
  const calls = turn.calls.flatMap((call, index) => {
    const text = JSON.stringify(call.arguments);
    const named = { index, id: `call-${call.name}`, type: 'function', function: { name: call.name, arguments: '' } };
    const pieces = (text.match(/[^]{1,60}/gu) ?? []).map((part) => ({ index, function: { arguments: part } }));
    return [named, ...pieces].map((part) => chunk({ tool_calls: [part] }));
  });
  return [chunk({ content: turn.text }), ...calls, chunk({}, turn.calls.length > 0 ? 'tool_calls' : 'stop')];
}

function toolBlock(call: ScriptedEdit['calls'][number]): string {
  return `\`\`\`tool\n${JSON.stringify(call)}\n\`\`\``;
}
