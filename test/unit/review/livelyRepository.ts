import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

/**
 * Makes the workspace a repository with all that a person may have lying about: two branches, a tag, a stash, settings, a
 * hook, a staged file, one that is staged and edited again, an unstaged edit, an ignored and an untracked file.
 */
export function makeLivelyRepository({ git, write }: TemporaryWorkspace): void {
  write('.gitignore', 'ignored/\n');
  write('kept/read.me', 'one\n');
  write('kept/twice.txt', 'one\n');
  write('kept/edited.txt', 'one\n');
  git('init', '-q', '--template=');
  git('config', 'alias.st', 'status');
  git('add', '.');
  git('commit', '-qm', 'first');
  git('branch', 'other');
  git('tag', 'v1');
  write('kept/read.me', 'put aside\n');
  git('stash', '-q');
  write('kept/staged.txt', 'staged\n');
  write('kept/twice.txt', 'staged\n');
  git('add', 'kept');
  write('kept/twice.txt', 'and edited\n');
  write('kept/edited.txt', 'edited\n');
  write('kept/untracked.txt', 'mine\n');
  write('ignored/build.log', 'built\n');
  write('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n');
}
