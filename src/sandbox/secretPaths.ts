import { canonicalNames } from './canonicalNames';

const secretFolders = new Set(['.ssh', '.gnupg', '.aws', '.azure', '.kube', '.password-store']);

const harmlessEnvironmentFile = /^\.env\.(?:example|sample|template|dist)$/u;

/** File names that hold keys, tokens or passwords by convention. Names are canonical (lower case). */
const secretNames: readonly RegExp[] = [
  /^\.env(?:\..*)?$/u,
  /^.+\.env$/u,
  /^\.envrc$/u,
  /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|p8)$/u,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/u,
  /^\.npmrc$/u,
  /^[._]netrc$/u,
  /^\.(?:pypirc|git-credentials|dockercfg|htpasswd|pgpass|my\.cnf|boto|s3cfg|vault-token)$/u,
  /^(?:.*[-_.])?credentials(?:[-_.].*)?\.(?:json|ya?ml|toml|ini|csv)$/u,
  /^client[-_]?secrets?.*\.json$/u,
  /^(?:.*[-_.])?service[-_]?account.*\.json$/u,
  /firebase-adminsdk.*\.json$/u,
  /^(?:azureauth|accesstokens|gcloud|gcp-key|google-key)\.json$/u,
  /^secrets?\.(?:json|ya?ml|toml|ini)$/u,
  /\.tfstate(?:\.backup)?$/u,
  /^(?:terraform|.*\.auto)\.tfvars(?:\.json)?$/u,
];

/** True for files that no model may read, whatever the task. `.env.example` and its kind are meant to be read. */
export function isSecretPath(path: string): boolean {
  const names = canonicalNames(path);
  const name = names.at(-1);
  if (name === undefined || harmlessEnvironmentFile.test(name)) return false;
  if (names.some((folder) => secretFolders.has(folder))) return true;
  if (names.at(-2) === '.docker' && name === 'config.json') return true;
  return secretNames.some((pattern) => pattern.test(name));
}
