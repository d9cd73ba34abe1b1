import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

/**
 * Makes the workspace a repository with all that a person may have lying about: two branches, a tag, a stash, settings, a
 * hook, a staged file, one that is staged and edited again, an unstaged edit, an ignored and an untracked file.
 */
export function makeLivelyRepository(place: TemporaryWorkspace): void {
  place.write('.gitignore', 'ignored/\n');
  place.write('kept/read.me', 'one\n');
  place.write('kept/twice.txt', 'one\n');
  place.write('kept/edited.txt', 'one\n');
  place.git('init', '-q', '--template=');
  place.git('config', 'alias.st', 'status');
  place.git('add', '.');
  place.git('commit', '-qm', 'first');
  place.git('branch', 'other');
  place.git('tag', 'v1');
  place.write('kept/read.me', 'put aside\n');
  place.git('stash', '-q');
  place.write('kept/staged.txt', 'staged\n');
  place.write('kept/twice.txt', 'staged\n');
  place.git('add', 'kept');
  place.write('kept/twice.txt', 'and edited\n');
  place.write('kept/edited.txt', 'edited\n');
  place.write('kept/untracked.txt', 'mine\n');
  place.write('ignored/build.log', 'built\n');
  place.write('.git/hooks/pre-commit', '#!/bin/sh\nexit 1\n');
}
