export { concatBytes, decodeBase64Url, decodeUtf8, encodeBase64Url, encodeUtf8, equalBytes, toHex } from './bytes.ts';
export { hmacSha256, sha256, sha256Hex } from './hash.ts';
export { checkPublicKey, type PublicKeyVerdict } from './public-key.ts';
export { fingerprintOf, generateSeed, keyIdOf, randomBytes, signerFromSeed, type Signer } from './signer.ts';
export { verifyStrict, verifyStrictAsync } from './verify-strict.ts';
