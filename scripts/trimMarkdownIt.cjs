/**
 * What `markdown-it` brings for rendering and never needs here, where pages are only read: the search for bare addresses,
 * and the table of named characters, which begin nothing in Markdown.
 */
const instead = new Map([
  ['linkify-it', 'export class LinkifyIt {}'],
  ['entities', 'export const decodeHTMLStrict = (text) => text;'],
]);

/**
 * Replaces them by next to nothing. A name that is wanted and missing fails the build.
 *
 * @type {import('esbuild').Plugin}
 */
const trimMarkdownIt = {
  name: 'trimMarkdownIt',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:linkify-it|entities)$/ }, ({ path, importer }) =>
      /[\\/]node_modules[\\/]markdown-it[\\/]dist[\\/]/.test(importer)
        ? { path, namespace: 'trimMarkdownIt' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'trimMarkdownIt' }, ({ path }) => ({
      contents: instead.get(path),
      loader: 'js',
    }));
  },
};

module.exports = { trimMarkdownIt };
