const anyTag = /<\/?think>/iu;
const closingTag = /<\/think>/iu;
const longestTag = '</think>';

/**
 * Separates `<think>…</think>` from the answer while the text streams in, however it is cut. Recognised: a leading
 * block, a block that begins a line outside code fences, a block that never closes, and a closing tag without an
 * opening one (the server's template wrote it): then all that came before was reasoning. Tags inside code fences or
 * right after a quote or backtick are text, because people also write programs about such tags.
 */
export class ThinkTags {
  private held = '';
  private state: 'start' | 'thinking' | 'visible' = 'start';
  private blockSeen = false;
  private leadingSpace = '';
  private insideFence = false;
  private lineStart = '';
  private shown = '';
  private thoughts = '';

  /** The visible text so far. After an implicit block it is shorter than the sum of what `push` returned. */
  get visible(): string {
    return this.shown;
  }

  get reasoning(): string {
    return this.thoughts;
  }

  /** Takes the next piece; returns what became visible by it. */
  push(text: string): string {
    this.held += text;
    return this.drain(false);
  }

  /** No more text will come: what was held back as a possible tag is decided. */
  end(): string {
    const rest = this.drain(true);
    if (this.state !== 'start' || this.blockSeen) return rest;
    const space = this.leadingSpace;
    this.leadingSpace = '';
    this.shown += space;
    return rest + space;
  }

  private drain(atEnd: boolean): string {
    let delta = '';
    for (;;) {
      const tag = (this.state === 'thinking' ? closingTag : anyTag).exec(this.held);
      const until = tag?.index ?? this.held.length - (atEnd ? 0 : partialTagLength(this.held));
      delta += this.take(this.held.slice(0, until));
      this.held = this.held.slice(until + (tag?.[0].length ?? 0));
      if (tag === null) return delta;
      delta = this.meet(tag[0], delta);
    }
  }

  private take(text: string): string {
    if (this.state !== 'thinking') return this.show(text);
    this.thoughts += text;
    return '';
  }

  private meet(tag: string, delta: string): string {
    if (this.state === 'thinking') {
      this.closeBlock();
      return delta;
    }
    if (!tag.startsWith('</') && this.mayOpen()) {
      this.state = 'thinking';
      return delta;
    }
    if (tag.startsWith('</') && this.closesImplicitly()) {
      this.thoughts += this.leadingSpace + this.shown;
      this.shown = '';
      this.closeBlock();
      return '';
    }
    return delta + this.show(tag);
  }

  private closeBlock(): void {
    this.blockSeen = true;
    this.leadingSpace = '';
    this.state = this.shown === '' ? 'start' : 'visible';
  }

  private mayOpen(): boolean {
    return this.state === 'start' || (!this.insideFence && this.shown.endsWith('\n'));
  }

  private closesImplicitly(): boolean {
    return !this.blockSeen && !this.insideFence && !/[`'"]$/u.test(this.shown);
  }

  private show(text: string): string {
    let visible = text;
    if (this.state === 'start') {
      const body = text.trimStart();
      this.leadingSpace += text.slice(0, text.length - body.length);
      if (body === '') return '';
      // The blank lines between a think block and the answer belong to neither.
      visible = this.blockSeen ? body : this.leadingSpace + body;
      this.leadingSpace = '';
      this.state = 'visible';
    }
    this.shown += visible;
    this.followFences(visible);
    return visible;
  }

  private followFences(text: string): void {
    const lines = text.split('\n');
    for (const [index, line] of lines.entries()) {
      // Eight characters are enough to know a fence.
      if (this.lineStart.length < 8) this.lineStart += line.slice(0, 8);
      if (index === lines.length - 1) return;
      if (/^ {0,3}(?:```|~~~)/u.test(this.lineStart)) this.insideFence = !this.insideFence;
      this.lineStart = '';
    }
  }
}

/** How many characters at the end could be the beginning of a tag. */
function partialTagLength(text: string): number {
  const tail = text.slice(-(longestTag.length - 1)).toLowerCase();
  for (let start = 0; start < tail.length; start += 1) {
    const piece = tail.slice(start);
    if ('<think>'.startsWith(piece) || longestTag.startsWith(piece)) return piece.length;
  }
  return 0;
}
