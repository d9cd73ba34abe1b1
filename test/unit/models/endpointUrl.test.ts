import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseEndpointUrl } from '../../../src/models/endpointUrl';

describe('models/endpointUrl', () => {
  for (const [text, url, origin] of [
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434'],
    ['  http://localhost:8080/v1/  ', 'http://localhost:8080/v1', 'http://localhost:8080'],
    ['http://localhost.:8080', 'http://localhost.:8080', 'http://localhost.:8080'],
    ['http://models.localhost/v1', 'http://models.localhost/v1', 'http://models.localhost'],
    ['http://[::1]:1234/v1#here', 'http://[::1]:1234/v1', 'http://[::1]:1234'],
    ['http://0x7f.1/v1', 'http://127.0.0.1/v1', 'http://127.0.0.1'],
    ['HTTP://127.200.3.4/v1?api-version=1', 'http://127.200.3.4/v1?api-version=1', 'http://127.200.3.4'],
  ] as const) {
    it(`allows plain http to this computer: ${text} (case 66)`, () => {
      const parsed = parseEndpointUrl(text);
      assert.ok(parsed.kind === 'ok');
      assert.deepEqual([parsed.url, parsed.origin, parsed.loopback], [url, origin, true]);
    });
  }

  it('allows https anywhere else, and does not call that loopback', () => {
    for (const text of [
      'https://api.openai.com/v1',
      'https://192.168.1.20:8000/v1',
      'https://localhost.example/v1',
      'https://[2001:db8::1]/v1',
    ]) {
      const parsed = parseEndpointUrl(text);
      assert.ok(parsed.kind === 'ok', text);
      assert.equal(parsed.loopback, false);
    }
  });

  for (const text of [
    '',
    'api.openai.com/v1',
    'http://api.openai.com/v1',
    'http://192.168.1.20/v1',
    'http://127.0.0.1.example/v1',
    'http://localhost.example/v1',
    'http://notlocalhost/v1',
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'javascript:alert(1)',
    'https://user:secret@api.example/v1',
    'https://api.example@evil.example/v1',
    'https://@api.example/v1',
    'https:api.example@evil.example',
    'https://169.254.169.254/latest',
    'https://169.254.169.254./latest',
    'https://0xa9fea9fe/latest',
    'https://2852039166/latest',
    'https://[::ffff:169.254.169.254]/',
    'http://[::ffff:127.0.0.1]/v1',
    'https://[::169.254.169.254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
    'https://[2002:a9fe:a9fe::1]/',
    'https://[fd00:ec2::254]/',
    'https://[fd00:0ec2:0::0254]/',
    'https://[fe80::1]/',
    'https://[febf::1]/',
    'https://metadata.google.internal./',
    'https://100.100.100.200/',
    'http://0.0.0.0:11434/v1',
    'http://0/v1',
    'https://[::]/v1',
    'https://255.255.255.255/',
    'https://224.0.0.1/',
    'https:\\\\api.example/v1',
    'https://api.exam\nple/v1',
    'https://api.exam ple/v1',
    'https://api.example:99999/v1',
  ]) {
    it(`refuses ${JSON.stringify(text)} with a reason (case 66)`, () => {
      const parsed = parseEndpointUrl(text);
      assert.ok(parsed.kind === 'refused');
      assert.ok(parsed.reason.length > 10);
      assert.ok(!parsed.reason.includes('secret'));
    });
  }

  it('gives every other spelling of a host another origin, so that no key follows it (case 64)', () => {
    const origins = [
      'http://localhost:1/v1',
      'http://localhost.:1/v1',
      'http://127.0.0.1:1/v1',
      'http://localhost:2/v1',
      'https://localhost:1/v1',
    ].map((text) => {
      const parsed = parseEndpointUrl(text);
      return parsed.kind === 'ok' ? parsed.origin : 'refused';
    });
    assert.equal(new Set(origins).size, origins.length);
  });

  it('never throws, and never lets plain http past this computer', () => {
    const pieces = fc
      .array(
        fc.constantFrom(
          'http:',
          'https:',
          '//',
          '/',
          '@',
          ':',
          '.',
          '[',
          ']',
          '127.0.0.1',
          'localhost',
          'evil.example',
          '%2e',
          '\\',
          '#',
          '?',
          '0x7f',
          '。',
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          pieces,
          fc.ipV4().map((host) => `http://${host}/v1`),
          fc.ipV6().map((host) => `http://[${host}]/`),
        ),
        (text) => {
          const parsed = parseEndpointUrl(text);
          if (parsed.kind === 'refused') return;
          const { protocol, hostname } = new URL(parsed.url);
          assert.ok(protocol === 'https:' || /^127\.|^\[::1\]$|localhost\.?$/u.test(hostname));
          assert.equal(new URL(parsed.url).origin, parsed.origin);
        },
      ),
    );
  });
});
