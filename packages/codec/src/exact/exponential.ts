// Additions, products and quotients of float64 alone: the same bits wherever numbers follow IEEE 754.

/** log 2 in two parts: the first has 32 zero bits at its end, so that whole multiples of it are exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 2^k for k = -1022 .. 1023. */
const powers = (() => {
  const table = new Float64Array(2046);
  table[1022] = 1;
  for (let k = 1; k <= 1023; k++) table[1022 + k] = (table[1021 + k] as number) * 2;
  for (let k = 1; k <= 1022; k++) table[1022 - k] = (table[1023 - k] as number) / 2;
  return table;
})();

/** 1 / n!, n <= 13. */
const inverseFactorial = (n: number): number => {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return 1 / product;
};
const [C2, C3, C4, C5, C6, C7] = [
  0.5,
  inverseFactorial(3),
  inverseFactorial(4),
  inverseFactorial(5),
  inverseFactorial(6),
  inverseFactorial(7),
];
const [C8, C9, C10, C11, C12, C13] = [
  inverseFactorial(8),
  inverseFactorial(9),
  inverseFactorial(10),
  inverseFactorial(11),
  inverseFactorial(12),
  inverseFactorial(13),
];

/**
 * e^x within 2 units in the last place: 2^k times the series of the rest, |rest| <= log(2) / 2. 0 below -708, infinity
 * above 709, NaN for NaN.
 */
export function exponential(x: number): number {
  if (x < -708) return 0;
  if (x > 709) return Number.POSITIVE_INFINITY;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const high = C7 + r * (C8 + r * (C9 + r * (C10 + r * (C11 + r * (C12 + r * C13)))));
  const series = 1 + r * (1 + r * (C2 + r * (C3 + r * (C4 + r * (C5 + r * (C6 + r * high))))));
  return series * (powers[1022 + k] as number);
}

/** 1 / (1 + e^-x), with all its digits in both tails down to e^-708. */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + exponential(-x));
  const e = exponential(x);
  return e / (1 + e);
}
