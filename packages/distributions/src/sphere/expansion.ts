/** Coefficients of a polynomial in t, lowest first. */
export type Polynomial = readonly number[];

const add = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
const scale = (a: Polynomial, by: number): Polynomial => a.map((x) => x * by);
const times = (a: Polynomial, b: Polynomial): Polynomial =>
  Array.from({ length: a.length + b.length - 1 }, (_, i) => a.reduce((sum, x, j) => sum + x * (b[i - j] ?? 0), 0));
const derivative = (a: Polynomial): Polynomial => a.slice(1).map((x, i) => x * (i + 1));
const integral = (a: Polynomial): Polynomial => [0, ...a.map((x, i) => x / (i + 1))];

const TERMS = 4;

/** u_0 .. u_4 of Debye's uniform expansion (Abramowitz & Stegun 9.3.10; DLMF 10.41.9). */
const u: readonly Polynomial[] = Array.from({ length: TERMS }).reduce<readonly Polynomial[]>(
  (found) => {
    const last = found.at(-1) as Polynomial;
    const moved = times([0, 0, 0.5, 0, -0.5], derivative(last));
    return [...found, add(moved, scale(integral(times([1, 0, -5], last)), 1 / 8))];
  },
  [[1]],
);

/**
 * For order a, with t = a / sqrt(a^2 + x^2): U(t) = sum_k u_k(t) / a^k of I_a (DLMF 10.41.3), and
 * W(t) = sum_k (u_k(t) / 2 + t u_k'(t)) / a^k, by which the expansion of its derivative differs (DLMF 10.41.10).
 */
export function debye(order: number): { readonly value: Polynomial; readonly slope: Polynomial } {
  const sum = (terms: readonly Polynomial[]) =>
    terms.reduce((total, p, k) => add(total, scale(p, order ** -k)), [0] as Polynomial);
  const turned = u.slice(0, TERMS).map((p) => add(scale(p, 0.5), times([0, 1], derivative(p))));
  return { value: sum(u), slope: sum(turned) };
}

/** The polynomial at a number. */
export const at = (p: Polynomial, t: number): number => p.reduceRight((sum, c) => sum * t + c, 0);
