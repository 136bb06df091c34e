// The coder once more, in whole numbers of any size: what the compiled one is held to.

export interface Share {
  readonly start: number;
  readonly frequency: number;
}

/** A stack of symbols with one state per lane; push and pop as in `Message`, slowly. */
export function bigintRans(lanes: number) {
  const heads = Array.from({ length: lanes }, () => 1n << 31n);
  const words: bigint[] = [];
  return {
    push(shares: readonly Share[], precision: number): void {
      for (let i = shares.length - 1; i >= 0; i--) {
        const { start, frequency } = shares[i] as Share;
        const f = BigInt(frequency);
        let x = heads[i % lanes] as bigint;
        // Too large to take the symbol and stay below 2^63: its low word leaves.
        while ((x / f) * (1n << BigInt(precision)) + BigInt(start) + (x % f) >= 1n << 63n) {
          words.push(x & 0xffffffffn);
          x >>= 32n;
        }
        heads[i % lanes] = (x / f) * (1n << BigInt(precision)) + BigInt(start) + (x % f);
      }
    },
    pop(count: number, precision: number, locate: (value: number) => Share): Share[] {
      return Array.from({ length: count }, (_, i) => {
        let x = heads[i % lanes] as bigint;
        const value = x % (1n << BigInt(precision));
        const share = locate(Number(value));
        x = BigInt(share.frequency) * (x >> BigInt(precision)) + value - BigInt(share.start);
        while (x < 1n << 31n) x = (x << 32n) + (words.pop() as bigint);
        heads[i % lanes] = x;
        return share;
      });
    },
    bytes(): number[] {
      const little = (x: bigint, size: number) =>
        Array.from({ length: size }, (_, i) => Number((x >> BigInt(8 * i)) & 255n));
      return [...heads.flatMap((x) => little(x, 8)), ...words.flatMap((x) => little(x, 4))];
    },
  };
}
