import { parseEndpointUrl } from '../../models/endpointUrl';

/** A GitHub: github.com, or a company's own. A token is for one `origin` and goes nowhere else. */
export interface GithubSite {
  readonly kind: 'ok';
  /** Base of the REST API, without trailing slash. */
  readonly apiUrl: string;
  /** Origin of the API. */
  readonly origin: string;
  /** Host, with its port when it has one, of pages and remotes. */
  readonly webHost: string;
  /** Whose sign-in of VS Code belongs to it. */
  readonly provider: 'github' | 'github-enterprise';
}

export const githubApiUrl = 'https://api.github.com';

/**
 * The GitHub behind an API address, which must obey the rules of all addresses: https off this computer, no credentials.
 * `https://api.github.com` is github.com, `https://api.name.ghe.com` name.ghe.com, `https://host/api/v3` a server at host.
 */
export function githubSite(apiUrl: string): GithubSite | { readonly kind: 'refused'; readonly reason: string } {
  const address = parseEndpointUrl(apiUrl);
  if (address.kind === 'refused') return address;
  const url = new URL(address.url);
  if (url.search !== '') return { kind: 'refused', reason: 'The base URL of the GitHub API contains a query.' };
  const webHost = url.host.replace(/^api\./u, '');
  return {
    kind: 'ok',
    apiUrl: address.url,
    origin: address.origin,
    webHost,
    provider: address.origin === githubApiUrl ? 'github' : 'github-enterprise',
  };
}
