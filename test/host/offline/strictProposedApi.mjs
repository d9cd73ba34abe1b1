/**
 * code-server lets every extension use proposed API; stock VS Code refuses what package.json does not declare. This
 * restores the check in the extension host, so that a test cannot pass on API that users do not have.
 */
import fs from 'node:fs';
import path from 'node:path';

// In the minified host: `function isEnabled(ext, api){return!0}` right in front of the function that throws.
const opened =
  /function (\w+)\((\w+),(\w+)\)\{return!0\}(?=function \w+\(\w+,\w+\)\{if\(!\1\(\w+,\w+\)\)throw new Error\(`Extension '\$\{)/;
const checked = 'function $1($2,$3){return!!$2.enabledApiProposals&&$2.enabledApiProposals.includes($3)}';
const restored = /\.enabledApiProposals&&\w+\.enabledApiProposals\.includes\(\w+\)\}function \w+\(\w+,\w+\)\{if\(!/;

/**
 * Edits the installed `code-server` package in `server`, once; a second call changes nothing.
 * Throws when the build looks different from the known one: then this file needs a new pattern.
 */
export function restoreProposedApiCheck(server) {
  const file = path.join(server, 'lib/vscode/out/vs/workbench/api/node/extensionHostProcess.js');
  const source = fs.readFileSync(file, 'utf8');
  if (restored.test(source)) return;
  if (!opened.test(source))
    throw new Error(`The proposed-API check was not found in ${file}: this build is not known.`);
  const draft = `${file}.new`;
  fs.writeFileSync(draft, source.replace(opened, checked)); // then rename: a run that is just starting sees old or new
  fs.renameSync(draft, file);
}
