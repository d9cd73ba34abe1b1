/** What a change to a `package.json` means beyond its text. */
export interface ManifestChange {
  readonly runsCode: boolean;
  readonly testChanged: boolean;
}

/** Fields that describe and do nothing; every other one may decide what runs. */
const descriptive = new Set([
  ...['name', 'version', 'description', 'keywords', 'homepage', 'bugs', 'license', 'author', 'contributors'],
  ...['maintainers', 'funding', 'repository', 'private', 'categories', 'icon', 'displayName', 'publisher'],
]);

const testFields = new Set(['jest', 'mocha', 'ava', 'vitest', 'nyc', 'c8', 'tap']);

/** Compares two manifests field by field. One that is not JSON is taken for the worst. */
export function compareManifests(before: string | undefined, after: string | undefined): ManifestChange {
  const [old, now] = [parseObject(before), parseObject(after)];
  if (old === undefined || now === undefined) return { runsCode: true, testChanged: true };
  const changed = new Set(
    [...Object.keys(old), ...Object.keys(now)].filter((field) => differs(old[field], now[field])),
  );
  const [oldScripts, newScripts] = [asObject(old['scripts']), asObject(now['scripts'])];
  const scripts = new Set([...Object.keys(oldScripts), ...Object.keys(newScripts)]);
  const testScript = [...scripts].some((name) => /test/iu.test(name) && differs(oldScripts[name], newScripts[name]));
  return {
    runsCode: [...changed].some((field) => !descriptive.has(field)),
    testChanged: testScript || [...changed].some((field) => testFields.has(field)),
  };
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/u, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Key order counts as a difference: rather one flag too many. */
function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
