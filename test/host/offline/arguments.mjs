/** The command line of VS Code's executable, as far as tests use it. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const takesValue = new Set([
  ...['extensionDevelopmentPath', 'extensionTestsPath', 'extensionDevelopmentKind', 'user-data-dir', 'extensions-dir'],
  ...['folder-uri', 'file-uri', 'log', 'locale', 'disable-extension', 'profile', 'sync', 'crash-reporter-directory'],
  ...['inspect-extensions', 'inspect-brk-extensions', 'password-store', 'install-extension', 'uninstall-extension'],
]);
const takesMany = new Set([
  ...['extensionDevelopmentPath', 'disable-extension', 'folder-uri', 'file-uri', 'enable-proposed-api'],
  ...['install-extension', 'uninstall-extension'],
]);

/** Options by name, `true` for a switch, an array where several may be given; what is no option is in `rest`. */
export function parseArguments(argv) {
  const options = { rest: [] };
  for (let index = 0; index < argv.length; index++) {
    const argument = argv[index];
    const match = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(argument);
    if (!match) {
      options.rest.push(argument);
      continue;
    }
    const [, name, inline] = match;
    const next = argv[index + 1];
    const optionalValue = name === 'enable-proposed-api' && next !== undefined && !next.startsWith('-');
    let value = inline ?? true;
    if (inline === undefined && (takesValue.has(name) || optionalValue)) value = argv[++index];
    if (takesMany.has(name)) (options[name] ??= []).push(value);
    else options[name] = value;
  }
  return options;
}

/** A path or URI of the command line as an absolute path. */
export function toPath(text) {
  if (text.startsWith('file:')) return fileURLToPath(text);
  if (text.startsWith('vscode-remote:')) return decodeURIComponent(new URL(text).pathname);
  return path.resolve(text);
}
