/** The value below which `share` of the samples lie; NaN of none. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** To so many significant digits, for people. */
export function rounded(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}
