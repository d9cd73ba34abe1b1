import { dirname, extname } from 'node:path';
import type { Task } from '../auction/task';
import type { TextReader } from './context';
import { outlineOf } from './edits/outline';
import { fenced } from './fence';
import { shownCode } from './shownCode';

/** Ours, untested: files looked into, nearest first, and what is shown of them. */
const bounds = { files: 200, fileCharacters: 200_000, words: 8, hits: 20, hitsPerFile: 3, lineCharacters: 160 };

/** A name worth looking for: it has an inner capital, an underscore or a digit, or stands in backticks. */
const telling = /`([A-Za-z_$][\w$]{2,60})`|\b([a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*|\w+_\w+)\b/gu;

/** Lines of other files that hold the names of the task: of its words, and of the functions it points at. Empty without any. */
export async function relatedPlaces(task: Task, files: readonly string[], read: TextReader): Promise<string> {
  const words = await namesOf(task, read);
  if (words.length === 0) return '';
  const pattern = new RegExp(`(?<![\\w$])(?:${words.map(escaped).join('|')})(?![\\w$])`, 'u');
  const hits: string[] = [];
  for (const path of nearest(task, files)) {
    if (hits.length >= bounds.hits) break;
    const text = await read(path);
    if (text === undefined || text.length > bounds.fileCharacters) continue;
    hits.push(...hitsIn(path, text, pattern).slice(0, bounds.hits - hits.length));
  }
  return hits.length === 0 ? '' : `## Places that mention the same names\n${fenced(shownCode(hits.join('\n')))}`;
}

async function namesOf(task: Task, read: TextReader): Promise<readonly string[]> {
  const inText = [...task.text.slice(0, 4000).matchAll(telling)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  const pointedAt: string[] = [];
  for (const { path, startLine, endLine } of task.anchors.slice(0, 3)) {
    if (startLine === undefined) continue;
    const symbols = outlineOf((await read(path)) ?? '', path);
    const inside = symbols.filter(
      (symbol) => symbol.startLine <= (endLine ?? startLine) && symbol.endLine >= startLine,
    );
    pointedAt.push(...inside.map(({ name }) => name));
  }
  return [...new Set([...pointedAt, ...inText])].filter((name) => name.length > 2).slice(0, bounds.words);
}

function escaped(word: string): string {
  return word.replace(/[$]/gu, '\\$&');
}

/** Other files of the anchors' languages, those that share most of their folder first. */
function nearest(task: Task, files: readonly string[]): readonly string[] {
  const anchors = task.anchors.map(({ path }) => path);
  const endings = new Set(anchors.map((path) => extname(path)));
  const shared = (path: string): number => Math.max(0, ...anchors.map((anchor) => sharedNames(dirname(anchor), path)));
  return files
    .filter((path) => !anchors.includes(path) && (endings.size === 0 || endings.has(extname(path))))
    .map((path) => ({ path, shared: shared(path) }))
    .sort((one, other) => other.shared - one.shared || (one.path < other.path ? -1 : 1))
    .slice(0, bounds.files)
    .map(({ path }) => path);
}

function sharedNames(folder: string, path: string): number {
  const [one, other] = [folder.split('/'), path.split('/')];
  const differs = one.findIndex((name, index) => name !== other[index]);
  return differs === -1 ? one.length : differs;
}

function hitsIn(path: string, text: string, pattern: RegExp): readonly string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line.slice(0, 2000)) ? [`${path}:${index + 1}: ${line.trim().slice(0, bounds.lineCharacters)}`] : [],
    )
    .slice(0, bounds.hitsPerFile);
}
