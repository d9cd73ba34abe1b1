/** A base URL that may be called: `url` without trailing slash and fragment, `origin` as WHATWG serialises it (keys are bound to it). */
export interface EndpointAddress {
  readonly kind: 'ok';
  readonly url: string;
  readonly origin: string;
  readonly hostname: string;
  /** 127.0.0.0/8, ::1, localhost and its subdomains: plain http is allowed and no key is needed. */
  readonly loopback: boolean;
}

export type EndpointUrl = EndpointAddress | { readonly kind: 'refused'; readonly reason: string };

/** Metadata services of clouds that live outside the link-local range. */
const metadataHosts = new Set([
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '[fd00:ec2::254]',
  'metadata',
  'metadata.google.internal',
]);

function refused(reason: string): EndpointUrl {
  return { kind: 'refused', reason };
}

/** The one spelling of a base URL under which things are remembered; one that may not be used stays as it is. */
export function addressOf(baseUrl: string): string {
  const address = parseEndpointUrl(baseUrl);
  return address.kind === 'ok' ? address.url : baseUrl;
}

/** The vendor of an address such as `vscode-lm://copilot`: models that VS Code itself offers; `undefined` for others. */
export function editorVendor(baseUrl: string): string | undefined {
  return /^vscode-lm:\/\/([a-z0-9][a-z0-9._-]{0,99})$/iu.exec(baseUrl.trim())?.[1];
}

/**
 * The only parser of base URLs. Whoever needs a host, an origin or "is this loopback" asks here, so that the check and
 * the request can never read one text in two ways.
 */
export function parseEndpointUrl(text: string): EndpointUrl {
  const trimmed = text.trim();
  if (trimmed === '') return refused('The base URL is empty.');
  // WHATWG parsing silently drops tabs and turns backslashes into slashes: what a person reads would not be what is called.
  if (/[\s\\\u0000-\u001f\u007f]/u.test(trimmed))
    return refused('The base URL contains spaces, backslashes or control characters.');
  if (!URL.canParse(trimmed))
    return refused('The base URL is not a URL; it should look like http://127.0.0.1:11434/v1.');
  if (/^[a-z][a-z0-9+.-]*:\/*[^/?#]*@/iu.test(trimmed)) {
    return refused('The base URL contains credentials; remove them and use “Gavel: Set API Key”.');
  }
  return judge(new URL(trimmed));
}

function judge(url: URL): EndpointUrl {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return refused('The base URL must begin with https:// or http://.');
  const host = url.hostname.replace(/\.+$/u, '');
  const forbidden = forbiddenHost(host);
  if (forbidden !== undefined) return refused(forbidden);
  const loopback = isLoopback(host);
  if (url.protocol === 'http:' && !loopback) {
    return refused(`The base URL must begin with https://, because ${url.hostname} is not this computer.`);
  }
  const origin = url.origin;
  url.hash = '';
  return { kind: 'ok', url: withoutEndSlash(url), origin, hostname: host, loopback };
}

function withoutEndSlash(url: URL): string {
  const path = url.pathname.replace(/\/+$/u, '');
  return `${url.origin}${path}${url.search}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

/** WHATWG has already turned decimal, octal, hex and shortened addresses into one spelling. */
function forbiddenHost(host: string): string | undefined {
  if (host === '') return 'The base URL names no host.';
  const metadata = metadataHosts.has(host) || /^169\.254\./u.test(host) || /^\[fe[89ab][0-9a-f]:/u.test(host);
  if (metadata) return `The base URL points at a link-local or metadata address (${host}), where no model lives.`;
  if (
    /^0\.\d+\.\d+\.\d+$/u.test(host) ||
    host === '[::]' ||
    /^(?:22[4-9]|2[34]\d|25[0-5])\.\d+\.\d+\.\d+$/u.test(host)
  ) {
    return `The base URL points at ${host}, which is not the address of a server; use 127.0.0.1 for this computer.`;
  }
  // IPv4 inside IPv6 (mapped, compatible, NAT64, 6to4) is a second spelling that would go round the checks above.
  if (/^\[(?:::ffff:|64:ff9b:|2002:)/u.test(host) || (/^\[::[0-9a-f]/u.test(host) && host !== '[::1]')) {
    return `The base URL hides an IPv4 address in ${host}; write the IPv4 address itself.`;
  }
  return undefined;
}
