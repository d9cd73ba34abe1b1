import { extname } from 'node:path';
import { linesOf } from '../textFile';
import { maskCode } from './maskCode';

/** A function, method or class of a file. Lines are 1-based and inclusive; `name` is without its parents. */
export interface CodeSymbol {
  readonly name: string;
  readonly kind: string;
  readonly startLine: number;
  readonly endLine: number;
}

/** Words before a bracket that open no function. */
const notNames = new Set(
  'if for while switch catch return do else try sizeof throw new await typeof function with synchronized using lock foreach when super this'.split(
    ' ',
  ),
);

/**
 * The functions, methods and classes of a text, found without a language server: by brackets, or by indentation in
 * Python. Ours and careful rather than complete: what it cannot bracket is not listed.
 */
export function outlineOf(text: string, path: string): readonly CodeSymbol[] {
  const python = ['.py', '.pyi'].includes(extname(path).toLowerCase());
  const masked = linesOf(maskCode(text, python ? 'python' : 'brackets'));
  return python ? pythonOutline(masked) : bracketOutline(masked);
}

function pythonOutline(lines: readonly string[]): readonly CodeSymbol[] {
  return lines.flatMap((line, index) => {
    const match = /^([ \t]*)(?:async\s+)?(def|class)\s+(\w+)/u.exec(line);
    if (match === null) return [];
    const [, indent = '', word = '', name = ''] = match;
    const startLine = 1 + decoratorStart(lines, index, indent);
    return [{ name, kind: word === 'def' ? 'function' : 'class', startLine, endLine: pythonEnd(lines, index, indent) }];
  });
}

function decoratorStart(lines: readonly string[], index: number, indent: string): number {
  let start = index;
  while (start > 0 && (lines[start - 1] ?? '').startsWith(`${indent}@`)) start -= 1;
  return start;
}

/** The last line that is deeper than the opening one; brackets that stay open carry the header over several lines. */
function pythonEnd(lines: readonly string[], index: number, indent: string): number {
  let depth = 0;
  let last = index;
  for (let at = index; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const inHeader = depth > 0 || at === index;
    if (line.trim() !== '') {
      const own = /^[ \t]*/u.exec(line)?.[0].length ?? 0;
      if (!inHeader && own <= indent.length) break;
      last = at;
    }
    depth += bracketBalance(line, /[([{]/gu, /[)\]}]/gu);
  }
  return last + 1;
}

function bracketBalance(line: string, opening: RegExp, closing: RegExp): number {
  return (line.match(opening)?.length ?? 0) - (line.match(closing)?.length ?? 0);
}

interface Header {
  readonly name: string;
  readonly kind: string;
}

function bracketOutline(lines: readonly string[]): readonly CodeSymbol[] {
  const found: CodeSymbol[] = [];
  for (const [index, line] of lines.entries()) {
    const header = headerOf(line);
    if (header === undefined) continue;
    const endLine = bracketEnd(lines, index);
    if (endLine !== undefined) found.push({ ...header, startLine: index + 1, endLine });
  }
  return found;
}

const classHeader =
  /^\s*(?:export\s+|default\s+|public\s+|private\s+|abstract\s+|final\s+|static\s+|pub\s+)*(class|interface|struct|enum|trait|impl|namespace)\s+(\w+)/u;
const functionHeader =
  /^\s*(?:export\s+|default\s+|async\s+|pub(?:\([\w ]*\))?\s+)*(?:function\s*\*?|func|fn|fun|def)\s+(?:\([^)]*\)\s*)?([\w$]+)/u;
const valueHeader =
  /^\s*(?:export\s+)?(?:const|let|var)\s+([\w$]+)\s*(?::[^=]*)?=\s*(?:async\s*)?(?:function\b|\(|[\w$]+\s*=>)/u;
const callHeader = /^\s*(?:[\w$<>:,*&~\]["'-]+\s+)*[*&]*(?:[\w$]+(?:<[^>()]*>)?::)*(~?[\w$#]+)\s*(?:<[^>()]*>\s*)?\(/u;

function headerOf(line: string): Header | undefined {
  if (line.length > 400) return undefined;
  const named = classHeader.exec(line);
  if (named !== null) return { kind: named[1] ?? 'class', name: named[2] ?? '' };
  for (const pattern of [functionHeader, valueHeader]) {
    const name = pattern.exec(line)?.[1];
    if (name !== undefined) return { kind: 'function', name };
  }
  const first = /[\w$]+/u.exec(line)?.[0];
  const name = callHeader.exec(line)?.[1];
  if (name === undefined || notNames.has(name) || (first !== undefined && notNames.has(first))) return undefined;
  return { kind: 'function', name };
}

/** The line that closes the body opened after `index`; `undefined` for a declaration, a call, or what never closes. */
function bracketEnd(lines: readonly string[], index: number): number | undefined {
  let round = 0;
  let curly = 0;
  let body = false;
  for (let at = index; at < lines.length; at += 1) {
    for (const character of lines[at] ?? '') {
      if (character === '(' || character === '[') round += 1;
      else if (character === ')' || character === ']') round -= 1;
      else if (character === '{') {
        // A bracket inside the parameters is a default value or a pattern.
        if (round === 0) body = true;
        curly += 1;
      } else if (character === '}') curly -= 1;
      else if (character === ';' && !body && round === 0 && curly === 0) return arrowEnd(lines, index, at);
      if (round < 0 || curly < 0) return undefined;
      if (body && curly === 0 && round === 0 && character === '}') return at + 1;
    }
  }
  return undefined;
}

/** An arrow function without a body in brackets ends with its statement. */
function arrowEnd(lines: readonly string[], index: number, at: number): number | undefined {
  return lines.slice(index, at + 1).some((line) => line.includes('=>')) ? at + 1 : undefined;
}
