import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listSourceFiles, repositoryRoot } from '../testing/source-files.ts';

/** Every way this code base could reach an Ed25519 engine. */
const engineUse = [
  /['"]tweetnacl['"]/,
  /['"](sodium-native|libsodium[\w-]*|@noble\/(ed25519|curves)[\w./-]*)['"]/,
  /\bcrypto_sign_/,
  /\bnacl\.sign\b/,
  /\bcreate(Sign|Verify)\s*\(/,
  /\bcrypto\.(sign|verify|subtle)\b/,
  /\bsubtle\.(sign|verify)\b/,
  /import\s*\{[^}]*\b(sign|verify|webcrypto)\b[^}]*\}\s*from\s*['"](node:)?crypto['"]/,
];
const home = join('protocol', 'src', 'crypto');

function usesEngine(source: string): boolean {
  return engineUse.some((pattern) => pattern.test(source));
}

test('SIG-15: no file outside protocol/src/crypto calls a signature engine', () => {
  // Tests of the whole system and benchmarks may compare engines; nothing there ships.
  const isShipped = (path: string): boolean => !/^(tests|bench)\//.test(path);
  const outside = listSourceFiles().filter((path) => isShipped(path) && !path.startsWith(home));
  expect(outside.length).toBeGreaterThan(20);
  const offenders = outside.filter((path) => usesEngine(readFileSync(join(repositoryRoot, path), 'utf8')));
  expect(offenders).toEqual([]);
});

test('SIG-15: the scan sees each engine where it is used', () => {
  for (const name of ['engine-openssl.ts', 'engine-sodium.ts', 'engine-tweetnacl.ts']) {
    expect(usesEngine(readFileSync(join(repositoryRoot, home, name), 'utf8')), name).toBe(true);
  }
});

test('the main entry reaches Node only through the conditional engine import', () => {
  const source = join(repositoryRoot, 'protocol', 'src');
  const seen = new Set<string>();
  const outside = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    for (const [, target = ''] of text.matchAll(/^(?:import|export)\b[^;]*?\bfrom\s+'([^']+)'/gm)) {
      if (target.startsWith('.')) visit(join(path, '..', target));
      else outside.add(target);
    }
  };
  visit(join(source, 'index.ts'));
  visit(join(source, 'crypto', 'engine-browser.ts'));
  expect(seen.size).toBeGreaterThan(20);
  expect([...outside].filter((name) => name.startsWith('node:') || name === 'sodium-native')).toEqual([]);
  expect(outside).toContain('#engine');
});
