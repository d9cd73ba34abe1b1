/**
 * The `openai` package makes an object for every kind of resource its service has, and a bundler cannot see that only
 * three of them are used. This plugin puts an empty class in the place of each of the others: about a fifth of the
 * extension. Unit tests run the whole package, tests of the built extension this one.
 */
const { readFileSync } = require('node:fs');

/** Resources that `src/models` calls, with the files they are made of. */
const used = /[\\/]resources[\\/](?:index|chat|chat[\\/].*|embeddings|models|shared)\.mjs$/;
const resource = /[\\/]openai[\\/]resources[\\/].*\.mjs$/;

/** Names of everything a module exports, its re-exports too. */
function exportedNames(source) {
  const declared = [...source.matchAll(/^export (?:class|const|function|let|var) (\w+)/gm)].map(([, name]) => name);
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(','));
  const renamed = listed
    .map((name) =>
      name
        .trim()
        .split(/\s+as\s+/)
        .at(-1),
    )
    .filter(Boolean);
  return [...new Set([...declared, ...renamed])];
}

/** @type {import('esbuild').Plugin} */
const withoutUnusedResources = {
  name: 'withoutUnusedResources',
  setup: ({ onLoad }) => {
    onLoad({ filter: resource }, ({ path }) => {
      if (used.test(path)) return undefined;
      const names = exportedNames(readFileSync(path, 'utf8'));
      return { contents: names.map((name) => `export class ${name} {}`).join('\n'), loader: 'js' };
    });
  },
};

module.exports = { withoutUnusedResources };
