import { measurePrimitive } from '../verify/measure.ts';
import { primitives } from '../verify/primitives.ts';

const measuredForMs = 300;

/** Ed25519 verifications of 1 KiB per CPU second. */
export interface VerifyRates {
  readonly strict: number;
  readonly nodeCrypto: number;
}

/** The strict verifier, on sodium-native where it loads, and node:crypto by itself. */
export async function measureVerifyRates(): Promise<VerifyRates> {
  const rateOf = async (name: string): Promise<number> => {
    const primitive = primitives().find((one) => one.name === name);
    if (primitive === undefined) throw new Error(`there is no verification called ${name}`);
    return (await measurePrimitive(primitive, measuredForMs)).perCpuSecond;
  };
  return { strict: await rateOf('verifyStrict'), nodeCrypto: await rateOf('node:crypto') };
}
