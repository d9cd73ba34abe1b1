import * as vscode from 'vscode';

/** One of our webviews, by the name of its bundle and its title. */
interface WebviewPage {
  /** `dist/<name>.js` and `dist/<name>.css`. */
  readonly name: string;
  readonly title: string;
}

/** Puts our page into a webview: scripts by nonce, styles from `dist`, and nothing from anywhere else. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri, { name, title }: WebviewPage): void {
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [dist] };
  const nonce = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64');
  const resource = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(dist, file)).toString();
  const policy = [
    "default-src 'none'",
    `style-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource}`,
  ].join('; ');
  webview.html = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource(`${name}.css`)}">
<title>${title}</title>
</head>
<body>
<div id="gavel-root"></div>
<script nonce="${nonce}" src="${resource(`${name}.js`)}"></script>
</body>
</html>`;
}
