/** Where requests are made from, and what to do when a server is on the other side. */
export interface WhereFrom {
  readonly place: string;
  /** Absent on the person's own computer. */
  readonly advice?: string;
}

const ownServer = 'A server on your own computer is not reached from there';

/** By `vscode.env.remoteName`: the extension runs where the workspace is, and so do its requests. */
export function whereFrom(remoteName: string | undefined): WhereFrom {
  switch (remoteName) {
    case undefined:
      return { place: 'this computer' };
    case 'ssh-remote':
      return {
        place: 'the SSH host',
        advice: `${ownServer}: connect with a port forwarded back to you ("ssh -R 11434:127.0.0.1:11434"), or run the server on the host.`,
      };
    case 'wsl':
      return {
        place: 'WSL',
        advice:
          'A server on Windows is reached at 127.0.0.1 only with "networkingMode=mirrored" in .wslconfig; or run the server inside WSL.',
      };
    case 'dev-container':
    case 'attached-container':
      return {
        place: 'the container',
        advice: `${ownServer}: start the container with "--network=host", or run the server in it.`,
      };
    case 'codespaces':
      return {
        place: 'the codespace',
        advice: `${ownServer}: forward its port with "gh codespace ssh -- -R 11434:127.0.0.1:11434", or use a hosted model.`,
      };
    default:
      return {
        place: `the remote machine (${remoteName})`,
        advice: `${ownServer}: forward its port to the remote machine, or run the server there.`,
      };
  }
}
