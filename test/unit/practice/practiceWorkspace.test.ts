import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { copyPracticeWorkspace, resetPracticeWorkspace } from '../../../src/practice/practiceWorkspace';
import { extensionRoot, inTempFolder, sampleWorkspace } from './practiceHarness';

describe('practice/practiceWorkspace', () => {
  const read = (folder: string, file: string) => readFile(join(folder, file), 'utf8');

  it('copies every file of the sample workspace byte for byte', () =>
    inTempFolder(async (folder) => {
      const target = join(folder, 'deep', 'tidy-desk');
      const outcome = await copyPracticeWorkspace(extensionRoot, target);
      assert.equal(outcome.kind, 'ready');
      const shipped = (await readdir(sampleWorkspace, { recursive: true })).sort();
      assert.deepEqual((await readdir(target, { recursive: true })).sort(), shipped);
      assert.equal(await read(target, 'src/printQueue.js'), await read(sampleWorkspace, 'src/printQueue.js'));
    }));

  it('keeps work in progress, and completes what is missing', () =>
    inTempFolder(async (target) => {
      await copyPracticeWorkspace(extensionRoot, target);
      await writeFile(join(target, 'src/labelRow.js'), 'mine');
      await rm(join(target, 'src/focusTime.js'));
      const outcome = await copyPracticeWorkspace(extensionRoot, target);
      assert.deepEqual(outcome, { kind: 'ready', folder: target, written: ['src/focusTime.js'] });
      assert.equal(await read(target, 'src/labelRow.js'), 'mine');
    }));

  it('resets the sample files and leaves all others', () =>
    inTempFolder(async (target) => {
      await copyPracticeWorkspace(extensionRoot, target);
      await writeFile(join(target, 'src/labelRow.js'), 'mine');
      await writeFile(join(target, 'notes.txt'), 'mine');
      assert.equal((await resetPracticeWorkspace(extensionRoot, target)).kind, 'ready');
      assert.equal(await read(target, 'src/labelRow.js'), await read(sampleWorkspace, 'src/labelRow.js'));
      assert.equal(await read(target, 'notes.txt'), 'mine');
    }));

  it('refuses a folder with other content, reset included', () =>
    inTempFolder(async (target) => {
      await writeFile(join(target, 'package.json'), '{ "name": "somebody-elses" }');
      await mkdir(join(target, 'src'));
      for (const place of [copyPracticeWorkspace, resetPracticeWorkspace]) {
        const outcome = await place(extensionRoot, target);
        assert.equal(outcome.kind, 'failed');
        assert.deepEqual((await readdir(target)).sort(), ['package.json', 'src']);
        assert.equal(await read(target, 'package.json'), '{ "name": "somebody-elses" }');
      }
    }));

  it('never writes through a link', () =>
    inTempFolder(async (folder) => {
      const target = join(folder, 'tidy-desk');
      const outside = join(folder, 'outside');
      await copyPracticeWorkspace(extensionRoot, target);
      await writeFile(outside, 'precious');
      await rm(join(target, 'README.md'));
      await symlink(outside, join(target, 'README.md'));
      assert.equal((await resetPracticeWorkspace(extensionRoot, target)).kind, 'ready');
      assert.equal(await readFile(outside, 'utf8'), 'precious');
      assert.equal(await read(target, 'README.md'), await read(sampleWorkspace, 'README.md'));

      await rm(join(target, 'src'), { recursive: true });
      await mkdir(join(folder, 'elsewhere'));
      await symlink(join(folder, 'elsewhere'), join(target, 'src'));
      assert.equal((await resetPracticeWorkspace(extensionRoot, target)).kind, 'failed');
      assert.deepEqual(await readdir(join(folder, 'elsewhere')), []);
    }));

  it('says in one sentence when the sample is missing', () =>
    inTempFolder(async (folder) => {
      const outcome = await copyPracticeWorkspace(join(folder, 'nowhere'), join(folder, 'target'));
      assert.equal(outcome.kind, 'failed');
    }));
});
