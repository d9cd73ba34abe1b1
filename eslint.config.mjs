import tseslint from 'typescript-eslint';

/**
 * The one-way rule of the house: a room imports only from rooms in earlier rows, and rooms in one row do not know
 * each other. `test/manifest/layers.test.ts` plants violations and expects this file to catch them.
 */
export const layers = [
  ['base'],
  ['auction'],
  ['store', 'models', 'sandbox'],
  ['memory', 'ledger', 'agent', 'review'],
  ['run'],
  ['tasks', 'views', 'config', 'practice'],
  ['extension'],
];

/** Rooms that may import `vscode`; elsewhere only adapters named `*Vscode.ts` may. */
const vscodeRooms = ['tasks', 'views', 'config', 'extension'];

const vscodeBan = {
  name: 'vscode',
  message: 'Only tasks, views, config, extension and *Vscode.ts adapters know VS Code.',
};

function forbiddenRooms(room) {
  const row = layers.findIndex((rooms) => rooms.includes(room));
  return layers.flatMap((rooms, index) => (index >= row ? rooms.filter((other) => other !== room) : []));
}

function restricted(room, { vscodeAllowed }) {
  const rooms = forbiddenRooms(room);
  const patterns = [
    { group: ['**/media/**', '**/test/**'], message: 'src stands without media and test.' },
    { group: ['**/../extension', '**/../extension.ts'], message: 'Nobody imports the entry point.' },
  ];
  if (rooms.length > 0) {
    patterns.push({
      group: rooms.flatMap((other) => [`**/../${other}`, `**/../${other}/**`, `../${other}/**`]),
      message: `${room} imports only from the rooms left of it.`,
    });
  }
  return { 'no-restricted-imports': ['error', { paths: vscodeAllowed ? [] : [vscodeBan], patterns }] };
}

const roomConfigs = layers.flat().flatMap((room) => [
  { files: [`src/${room}/**/*.ts`], rules: restricted(room, { vscodeAllowed: vscodeRooms.includes(room) }) },
  { files: [`src/${room}/**/*Vscode.ts`], rules: restricted(room, { vscodeAllowed: true }) },
]);

const pureConfig = {
  files: ['src/auction/**/*.ts'],
  rules: {
    'no-restricted-globals': [
      'error',
      'process',
      'Buffer',
      'fetch',
      'setTimeout',
      'setInterval',
      'performance',
      'crypto',
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message: 'Time is a port.' },
      { object: 'Math', property: 'random', message: 'Randomness is a port.' },
    ],
    'no-restricted-syntax': [
      'error',
      { selector: "NewExpression[callee.name='Date']", message: 'Time is a port.' },
      { selector: 'ImportDeclaration[source.value=/^node:/]', message: 'The market is pure.' },
    ],
  },
};

/** VS Code makes links of what looks like one in a notification, links to commands too. */
const noticesConfig = {
  files: ['src/**/*.ts'],
  rules: {
    'no-restricted-syntax': [
      'error',
      {
        selector:
          "CallExpression[callee.property.name=/^show(Information|Warning|Error)Message$/]:not([arguments.0.type='Literal']):not([arguments.0.callee.name='noticeText'])",
        message: 'Notifications show foreign words through noticeText.',
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      'dist',
      'out',
      '.vscode-offline',
      '.vscode-test',
      'screenshots',
      'test/fixtures',
      'media/practice',
      '**/*.mjs',
      '**/*.cjs',
      '*.js',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['tsconfig.json', 'src/auction/tsconfig.json', 'media/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 320, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 5],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
      'no-control-regex': 'off',
      eqeqeq: 'error',
    },
  },
  ...roomConfigs,
  noticesConfig,
  pureConfig,
  {
    files: ['media/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(\\.\\./)+src/(?!views/(?:protocol|historyProtocol)$)',
              message: 'The webviews know only their protocols.',
            },
          ],
        },
      ],
      'no-restricted-properties': ['error', { property: 'innerHTML', message: 'Model text is data: use text.' }],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': ['error', 500],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
