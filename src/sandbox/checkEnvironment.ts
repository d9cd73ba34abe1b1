import { delimiter } from 'node:path';
import { safePathEntries } from './findExecutable';

/** Names a program needs to find its language, its tools and a place to write. Nothing that names a key, token or agent. */
const allowedNames = new Set([
  ...['HOME', 'USER', 'LOGNAME', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TMP', 'TEMP'],
  ...['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME'],
  ...['JAVA_HOME', 'JDK_HOME', 'MAVEN_HOME', 'M2_HOME', 'GRADLE_HOME', 'GRADLE_USER_HOME', 'KOTLIN_HOME', 'SDKMAN_DIR'],
  ...['ANDROID_HOME', 'ANDROID_SDK_ROOT', 'FLUTTER_ROOT', 'PUB_CACHE'],
  ...['GOPATH', 'GOROOT', 'GOCACHE', 'GOMODCACHE', 'CARGO_HOME', 'RUSTUP_HOME', 'RUSTUP_TOOLCHAIN'],
  ...['NVM_DIR', 'NVM_BIN', 'VOLTA_HOME', 'FNM_DIR', 'FNM_MULTISHELL_PATH', 'PNPM_HOME', 'BUN_INSTALL', 'DENO_DIR'],
  ...['PYENV_ROOT', 'PYENV_VERSION', 'CONDA_PREFIX', 'RBENV_ROOT', 'RBENV_VERSION', 'GEM_HOME', 'GEM_PATH'],
  ...['ASDF_DIR', 'ASDF_DATA_DIR', 'MISE_DATA_DIR', 'DOTNET_ROOT', 'NUGET_PACKAGES', 'PLAYWRIGHT_BROWSERS_PATH'],
  ...['SYSTEMROOT', 'SYSTEMDRIVE', 'WINDIR', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH'],
  ...['APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)', 'NUMBER_OF_PROCESSORS'],
]);

const windows = process.platform === 'win32';

/**
 * The environment of a check: an allow-list, PATH without entries that are relative or inside `outside`, and settings that
 * make tools print plain text. A fixed list, because names of secrets cannot be listed.
 */
export async function checkEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  outside: readonly string[],
): Promise<Record<string, string>> {
  const environment: Record<string, string> = {};
  let pathValue = '';
  for (const [name, value] of Object.entries(source)) {
    if (value === undefined) continue;
    const compared = windows ? name.toUpperCase() : name;
    if (compared === 'PATH') pathValue = value;
    else if (allowedNames.has(compared) || /^LC_[A-Z]+$/u.test(compared)) environment[name] = value;
  }
  const entries = await safePathEntries(outside, pathValue);
  return { ...environment, PATH: entries.join(delimiter), TERM: 'dumb', CI: '1', NO_COLOR: '1' };
}
