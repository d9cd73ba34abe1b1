/** Anything that must be released; the shape VS Code uses, without importing it. */
export interface Disposable {
  dispose(): void;
}

/** A bag of disposables. What is added after `dispose` is disposed at once, so nothing can leak through a late answer. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.add(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    const items = [...this.items].reverse();
    this.items.clear();
    for (const item of items) item.dispose();
  }
}
