import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullLanguage } from '../../../../src/agent/languagePort';
import { readTextCalls } from '../../../../src/agent/readTextCalls';
import { walkSearch } from '../../../../src/agent/search/walkSearch';
import { createToolbox, prepareCall } from '../../../../src/agent/tools/toolbox';
import { createFolderTree } from '../folderTree';
import { malformedCorpus, type MalformedEdit } from './malformedCorpus';

const toolbox = createToolbox({ hasCheck: false });

interface Played {
  readonly text: string;
  /** What the model is told, call by call. */
  readonly told: readonly string[];
}

/** The whole way of an answer: parser, schema, tool, real file. */
async function play({ path, before, answer }: MalformedEdit): Promise<Played> {
  const tree = await createFolderTree({ [path]: before });
  try {
    const told: string[] = [];
    for (const { call, problem } of readTextCalls(answer).calls) {
      const prepared = prepareCall(toolbox, call);
      if (problem !== undefined) told.push(problem);
      else if (prepared.kind === 'refused') told.push(prepared.reason);
      else {
        const signal = new AbortController().signal;
        told.push((await prepared.run({ sandbox: tree, language: nullLanguage, search: walkSearch, signal })).text);
      }
    }
    return { text: await readFile(join(tree.root, path), 'utf8'), told };
  } finally {
    await tree.dispose();
  }
}

describe('agent/edits: malformed edits are applied right or refused', () => {
  let applied = 0;
  let refused = 0;

  for (const edit of malformedCorpus) {
    it(`${edit.after === undefined ? 'refuses' : 'understands'} ${edit.name}`, async () => {
      const { text, told } = await play(edit);
      assert.equal(text, edit.after ?? edit.before, told.join('\n'));
      if (edit.after !== undefined) {
        applied += 1;
        return;
      }
      refused += 1;
      assert.ok(told.length > 0, 'a refused edit is told to the model');
      assert.match(told.join('\n'), /[.!)]/u, 'with a reason');
    });
  }

  it('holds at least 60 edits with different names', () => {
    assert.ok(malformedCorpus.length >= 60);
    assert.equal(new Set(malformedCorpus.map(({ name }) => name)).size, malformedCorpus.length);
  });

  after(() => {
    console.log(`      malformed edits: ${malformedCorpus.length}, applied ${applied}, refused ${refused}`);
  });
});
