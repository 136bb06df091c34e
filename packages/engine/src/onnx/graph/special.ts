import { add, arithmetic, div, elementwise, like, mul, sub, unary } from "./elementwise.ts";
import { madeBy } from "./look.ts";
import type { Graph, Value } from "./types.ts";

/** A divisor is kept between these. */
const [LEAST, MOST] = [2 ** -120, 3.4e38];

/**
 * log(1 + e^x) = max(x, 0) - log(sigmoid(|x|)): sigmoid(|x|) lies in [1/2, 1), where the runtime computes it exactly to
 * float32. Absolute error 4e-7; the runtime's own Softplus is four times slower.
 */
export function softplus(g: Graph, x: Value): Value {
  return sub(g, unary(g, "Relu", x), unary(g, "Log", unary(g, "Sigmoid", unary(g, "Abs", x))));
}

/** log x; the logarithm of a sigmoid is taken as -softplus(-x), since the runtime's Sigmoid is 0 below -18. */
export function log(g: Graph, x: Value): Value {
  const logit = madeBy(x, "Sigmoid")?.inputs[0];
  return logit === undefined ? unary(g, "Log", x) : unary(g, "Neg", softplus(g, unary(g, "Neg", logit)));
}

/**
 * log(1 + x) = log u + (x - (u - 1)) / u with u = fl(1 + x): relative error of float32 at any x > -1. What is added is 0 at
 * both ends, where u is 0 or infinite.
 */
export function log1p(g: Graph, x: Value): Value {
  const u = elementSum(g, x);
  const within = elementwise(g, "Clip", [u, like(g, x, LEAST), like(g, x, MOST)]);
  const lost = sub(g, arithmetic(g, "Min", x, like(g, x, MOST)), sub(g, within, like(g, x, 1)));
  return add(g, unary(g, "Log", u), div(g, lost, within));
}

const elementSum = (g: Graph, x: Value) => add(g, x, like(g, x, 1));

/** e^x - 1 = tanh(x / 2) (e^x + 1): no cancellation at small x. */
export function expm1(g: Graph, x: Value): Value {
  const half = unary(g, "Tanh", mul(g, x, like(g, x, 0.5)));
  return mul(g, half, add(g, unary(g, "Exp", x), like(g, x, 1)));
}

/** x^exponent without the runtime's slow Pow, for the exponents that occur in practice. */
export function power(g: Graph, x: Value, exponent: number | undefined): Value | undefined {
  const root = () => unary(g, "Sqrt", x);
  const inverse = (y: Value) => unary(g, "Reciprocal", y);
  switch (exponent) {
    case 0.5:
      return root();
    case 1:
      return x;
    case 1.5:
      return mul(g, x, root());
    case 2:
      return mul(g, x, x);
    case 3:
      return mul(g, x, mul(g, x, x));
    case -1:
      return inverse(x);
    case -0.5:
      return inverse(root());
    case -2:
      return inverse(mul(g, x, x));
    default:
      return undefined;
  }
}
