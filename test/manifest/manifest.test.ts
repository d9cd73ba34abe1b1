import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandIds } from '../../src/extension/commandIds';
import { contextKeyNames } from '../../src/extension/contextKeyNames';

interface Setting {
  readonly scope?: string;
  readonly type?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: {
    readonly virtualWorkspaces: boolean;
    readonly untrustedWorkspaces: { readonly supported: string };
  };
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly views: Readonly<
      Record<string, readonly { readonly id: string; readonly icon: string; readonly when?: string }[]>
    >;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
}

const root = join(__dirname, '../..');
const manifestText = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const words = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8')) as Readonly<Record<string, string>>;
const { contributes } = manifest;
const settings = Object.entries(contributes.configuration.properties);
const whens = [...Object.values(contributes.menus).flat(), ...Object.values(contributes.views).flat()].flatMap(
  ({ when }) => (when === undefined ? [] : [when]),
);

describe('manifest', () => {
  it('has the names other things rely on', () => {
    assert.equal(`${manifest.publisher}.${manifest.name}`, 'gavel.gavel');
    assert.equal(manifest.engines.vscode, '^1.101.0');
    assert.deepEqual(manifest.activationEvents, ['onStartupFinished']);
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.capabilities.virtualWorkspaces, false);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
  });

  it('contributes each command of the code exactly once, and no other', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).sort(),
      commandIds.map((id) => `gavel.${id}`).sort(),
    );
    assert.ok(contributes.commands.every(({ category }) => words[category.slice(1, -1)] === 'Gavel'));
  });

  it('takes every title and description from package.nls.json, which holds nothing else', () => {
    const used = new Set([...manifestText.matchAll(/"%([\w.-]+)%"/gu)].map(([, key]) => key ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
    assert.ok(Object.values(words).every((text) => text.trim() !== ''));
    // What people and models type, such as `@gavel`, is the same in every language.
    const typed = /"name":"(?:gavel|auction|bids|award|explain|gavel_auctionTask)",/gu;
    const own = JSON.stringify({ contributes, capabilities: manifest.capabilities }).replaceAll(typed, '');
    const shown = /"(?:title|name|category|altText|(?:markdownD|d)escription)":"(?!%)[^"]*"/gu;
    assert.deepEqual(own.match(shown) ?? [], []);
    assert.doesNotMatch(own, /"enumDescriptions":\["(?!%)/u);
  });

  it('menus name only contributed commands', () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    for (const { command } of Object.values(contributes.menus).flat()) assert.ok(known.has(command), command);
  });

  it('the palette offers nothing that would only refuse in a workspace that is not trusted', () => {
    const offered = new Map(contributes.menus['commandPalette']?.map(({ command, when }) => [command, when ?? '']));
    for (const { command } of contributes.commands)
      assert.match(offered.get(command) ?? '', /^false$|isWorkspaceTrusted|gavel\.\w+/u, command);
  });

  it('when clauses read only keys that the code sets', () => {
    const known = new Set(contextKeyNames.map((name) => `gavel.${name}`));
    const views = new Set(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
    );
    const values = new Set(['gavel.change.open', 'gavel.hunk.open']);
    for (const [key] of whens.flatMap((when) => [...when.matchAll(/gavel\.[\w.]+/gu)])) {
      assert.ok(known.has(key) || views.has(key) || values.has(key), key);
    }
  });

  it('case 61: every setting is of application scope, described, and none could hold a key', () => {
    assert.ok(settings.length > 5);
    for (const [name, setting] of settings) {
      assert.equal(setting.scope, 'application', name);
      assert.ok((setting.description ?? setting.markdownDescription ?? '') !== '', name);
      assert.doesNotMatch(name, /key|password|secret|token(?!s)/iu);
    }
  });

  it('case 61: settings are read from the user’s own value only', () => {
    const offenders = sourceFiles('src').filter((file) =>
      /getConfiguration\([^)]*\)\s*\.get\(/u.test(readFileSync(file, 'utf8')),
    );
    assert.deepEqual(offenders, []);
  });

  it('every setting in code is contributed, and every contributed one is read', () => {
    const code = readFileSync(join(root, 'src/config/settings.ts'), 'utf8');
    const read = [...code.matchAll(/(?:userValue|numberWithin)\('([\w.]+)'/gu)].map(
      ([, name]) => `gavel.${name ?? ''}`,
    );
    assert.deepEqual([...new Set(read)].sort(), settings.map(([name]) => name).sort());
  });

  it('icons exist', () => {
    const icons = [
      ...Object.values(contributes.views)
        .flat()
        .map(({ icon }) => icon),
      'media/icon.png',
    ];
    for (const icon of icons) assert.ok(existsSync(join(root, icon)), icon);
  });

  it('case 73: no script of the package runs at install', () => {
    for (const hook of ['preinstall', 'install', 'postinstall', 'prepare'])
      assert.equal(manifest.scripts[hook], undefined);
  });

  it('the lock file records no download address, and no file names a registry host', () => {
    assert.doesNotMatch(readFileSync(join(root, 'package-lock.json'), 'utf8'), /"resolved"/u);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, folder, name));
}
