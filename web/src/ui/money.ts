const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });

/** Integer micro-dollars as money; empty where nothing is known. Pure. */
export function moneyOf(micros: number | null | undefined): string {
  return micros === null || micros === undefined ? '' : dollars.format(micros / 1_000_000);
}
