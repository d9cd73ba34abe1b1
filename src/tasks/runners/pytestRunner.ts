import { pathArgument, type TestRunner } from './testRunner';

const identifier = /^[\p{L}_][\p{L}\p{N}_]*(?:\[.*\])?$/su;

/** pytest, by node ids: `path::Class::test[case]`. A case in brackets of its own belongs to the test before it. */
export const pytestRunner: TestRunner = {
  name: 'pytest',
  argvFor: async ({ path, names }, { files, readText }) => {
    if (!path.endsWith('.py') || !(await usesPytest(path, files, readText))) return undefined;
    const parts: string[] = [];
    for (const name of names.map((one) => one.trim().replace(/\(\)$/u, ''))) {
      if (name.startsWith('[') && parts.length > 0) parts.push(`${parts.pop() ?? ''}${name}`);
      else parts.push(name);
    }
    if (!parts.every((name) => identifier.test(name))) return undefined;
    return ['python3', '-m', 'pytest', [pathArgument(path), ...parts].join('::')];
  },
};

/** unittest's own tests run under pytest too, but only where it is installed, and that the project's files must say. */
async function usesPytest(
  path: string,
  files: readonly string[],
  readText: (path: string) => Promise<string | undefined>,
): Promise<boolean> {
  if (files.some((file) => /(?:^|\/)(?:conftest\.py|pytest\.ini)$/u.test(file))) return true;
  const names = ['pyproject.toml', 'tox.ini', 'setup.cfg', 'requirements.txt', 'requirements-dev.txt'];
  const texts = await Promise.all(names.filter((name) => files.includes(name)).map(readText));
  if (texts.some((text) => text !== undefined && /\bpytest\b/u.test(text))) return true;
  return /^(?:import pytest|from pytest|def test_|async def test_)/mu.test((await readText(path)) ?? '');
}
