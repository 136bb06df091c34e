/** Nodes in (0, 1) and weights of Gauss and Legendre's rule with `count` points: exact for polynomials of degree 2 count - 1. */
export function gaussLegendre(count: number): {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
} {
  const pairs = Array.from({ length: count }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 20; round++) {
      let [before, p] = [1, x];
      for (let n = 2; n <= count; n++) [before, p] = [p, ((2 * n - 1) * x * p - (n - 1) * before) / n];
      slope = (count * (x * p - before)) / (x * x - 1);
      x -= p / slope;
    }
    return { node: (1 - x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
  return { nodes: pairs.map(({ node }) => node), weights: pairs.map(({ weight }) => weight) };
}
