import { compare, elementwise, like, mul, unary, where } from "../graph/elementwise.ts";
import { softplus } from "../graph/special.ts";
import type { Value } from "../graph/types.ts";
import { attribute, type Call, refuse } from "./lowering.ts";

/** Applies the activation that tfjs fused into a product or convolution. */
export function activate(call: Call, x: Value): Value {
  const { g } = call;
  const name = attribute<string>(call, "activation", "linear");
  switch (name) {
    case "linear":
      return x;
    case "relu":
      return unary(g, "Relu", x);
    case "sigmoid":
      return unary(g, "Sigmoid", x);
    case "tanh":
      return unary(g, "Tanh", x);
    case "softplus":
      return softplus(g, x);
    case "elu":
      return elementwise(g, "Elu", [x], "float32", { alpha: { float: 1 } });
    case "relu6":
      return elementwise(g, "Clip", [x, like(g, x, 0), like(g, x, 6)]);
    case "leakyrelu":
      return elementwise(g, "LeakyRelu", [x], "float32", { alpha: { float: attribute(call, "leakyreluAlpha", 0.2) } });
    case "prelu": {
      const alpha = call.inputs.preluActivationWeights ?? refuse("a prelu without weights");
      return where(g, compare(g, "GreaterOrEqual", x, like(g, x, 0)), x, mul(g, alpha, x));
    }
    default:
      return refuse(`the fused activation "${name}"`);
  }
}
