const { readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * Parts of the `openai` package that the extension never calls: of its resources only chat, models and embeddings are used, and
 * of those only plain requests and raw streams. They are a quarter of a megabyte, so they are not shipped.
 */
const unused = [
  /^resources\/(?!chat\/|models|embeddings|index|shared|chat\.)/,
  /^lib\/(?:AssistantStream|ChatCompletionRunner|ChatCompletionStreamingRunner|ChatCompletionStream)\.mjs$/,
  /^(?:azure|bedrock)\.mjs$/,
  /^helpers\/computer\.mjs$/,
];

/**
 * Replaces each unused module by one with the same exports, each an empty class: the client makes an instance of every resource
 * when it is built. A module that exports anything in another way fails the build, as a missing name does.
 *
 * @type {import('esbuild').Plugin}
 */
const trimOpenAi = {
  name: 'trimOpenAi',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/]openai[\\/].*\.mjs$/ }, ({ path: file }) => {
      const part = file.split(path.sep).join('/').split('/node_modules/openai/')[1];
      if (!unused.some((pattern) => pattern.test(part))) return undefined;
      return { contents: exportedNames(readFileSync(file, 'utf8'), part).map(emptyClass).join('\n'), loader: 'js' };
    });
  },
};

function emptyClass(name) {
  return name === 'default' ? 'export default class {}' : `export class ${name} {}`;
}

/** The names that a generated module exports. Throws on a form it does not know. */
function exportedNames(source, part) {
  const names = new Set();
  for (const [line] of source.matchAll(/^export\b.*$/gm)) {
    const declared = /^export (?:default )?(?:async )?(?:abstract )?(?:class|const|let|var|function\*?) (\w+)/.exec(
      line,
    );
    const list = /^export \{([^}]*)\}/.exec(line);
    if (declared) names.add(line.startsWith('export default') ? 'default' : declared[1]);
    else if (list)
      for (const name of list[1].split(','))
        if (name.trim())
          names.add(
            name
              .trim()
              .split(/\s+as\s+/)
              .at(-1),
          );
        else throw new Error(`openai/${part} exports in a way that trimOpenAi does not know: ${line}`);
  }
  return [...names];
}

module.exports = { trimOpenAi };
