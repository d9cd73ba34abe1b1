import assert from 'node:assert/strict';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');
const config = join(root, 'src/auction/tsconfig.json');

/** What the market's own compiler settings say about a file that does not exist on the disk. */
function compilerComplaints(code: string): readonly string[] {
  const read = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  assert.ok(read);
  const planted = join(root, 'src/auction/planted.ts');
  const host = ts.createCompilerHost(read.options);
  const real = ts.createCompilerHost(read.options);
  host.fileExists = (name) => name === planted || real.fileExists(name);
  host.readFile = (name) => (name === planted ? code : real.readFile(name));
  host.getSourceFile = (name, languageVersion, ...rest) =>
    name === planted
      ? ts.createSourceFile(name, code, languageVersion)
      : real.getSourceFile(name, languageVersion, ...rest);
  const program = ts.createProgram([planted], read.options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

describe('the market is pure by its compiler settings', function () {
  this.timeout(60_000);

  it('lets arithmetic be', () => {
    assert.deepEqual(compilerComplaints('export const one = Math.max(0, 1);'), []);
  });

  for (const impure of [
    'process.exit(1);',
    'void fetch("https://example.com");',
    'setTimeout(() => {}, 1);',
    'export const d = document;',
    'import { readFileSync } from "node:fs"; readFileSync("x");',
    'console.log(1);',
  ]) {
    it(`rejects ${impure}`, () => {
      assert.notDeepEqual(compilerComplaints(`export {};\n${impure}`), []);
    });
  }
});
