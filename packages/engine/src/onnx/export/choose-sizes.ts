const isPrime = (n: number): boolean => {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return n > 1;
};

/** Three primes that no length of the program equals or divides by, so that an axis of that length can only be the batch. */
export function chooseSizes(lengths: readonly number[]): readonly number[] {
  const sizes: number[] = [];
  for (let n = 1009; sizes.length < 3; n++) {
    if (isPrime(n) && lengths.every((length) => length === 0 || length % n !== 0)) sizes.push(n);
  }
  return sizes;
}
