import { visibleText } from '../base/visibleText';
import { errorCode, errorText } from '../base/errorText';

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EACCES: 'there is no permission to change it',
  EPERM: 'the system does not permit it',
  EROFS: 'the disk is read-only',
  EBUSY: 'another program is using it',
  EEXIST: 'something with that name is already there',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'a part of its path is a link',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  ENOTEMPTY: 'the folder is not empty',
};

/** What a failed file operation means, as the end of a sentence: "the disk is full". Names no path of the machine. */
export function fileErrorReason(error: unknown): string {
  const code = errorCode(error);
  return (code === undefined ? undefined : sentences[code]) ?? visibleText(code ?? errorText(error));
}
