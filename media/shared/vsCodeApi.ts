/** What VS Code gives a webview: a way to the host and one value that survives a reload of the view. */
export interface VsCodeApi<FromView> {
  postMessage(message: FromView): void;
  getState(): unknown;
  setState(state: unknown): void;
}
