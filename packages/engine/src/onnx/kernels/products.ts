import * as tf from "@tensorflow/tfjs-core";
import { add, cast } from "../graph/elementwise.ts";
import { matMul } from "../graph/product.ts";
import type { Value } from "../graph/types.ts";
import { activate } from "./activation.ts";
import { attribute, type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";

function product(call: Call): Value {
  const [a, b] = [operand(call, "a"), operand(call, "b")];
  const number = a.dtype === "bool" ? "int32" : a.dtype; // the runtime multiplies no truths
  const [p, q] = [cast(call.g, a, number), cast(call.g, b, number)];
  const made = matMul(call.g, p, q, attribute(call, "transposeA", false), attribute(call, "transposeB", false));
  return cast(call.g, made, a.dtype);
}

const fused: Lowering = (call) => {
  const { bias } = call.inputs;
  const raw = product(call);
  return activate(call, bias === undefined ? raw : add(call.g, raw, bias));
};

const einsum: Lowering = (call) => {
  const equation = attribute<string>(call, "equation");
  const given = Object.values(call.inputs);
  const xs = given.map((x) => cast(call.g, x, "float32"));
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, xs.length);
  const sizes: number[] = [];
  for (const [i, x] of xs.entries()) {
    for (const [axis, d] of (idDims[i] as number[]).entries()) sizes[d] = x.shape[axis] as number;
  }
  const letters = (equation.split("->")[1] ?? "").replace(/\s/g, "");
  const shape = [...letters].map((letter) => sizes[allDims.indexOf(letter)] as number);
  const [made] = call.g.node("Einsum", xs, [{ shape, dtype: "float32" }], { equation });
  return cast(call.g, made as Value, given.every(({ dtype }) => dtype === "int32") ? "int32" : "float32");
};

/** Matrix products. */
export const PRODUCTS: Lowerings = { BatchMatMul: product, _FusedMatMul: fused, Einsum: einsum };
