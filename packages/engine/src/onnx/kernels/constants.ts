import type { Shape } from "@elbo/spec";
import type { DType } from "../graph/types.ts";
import { attribute, type Lowerings, operand } from "./lowering.ts";

/** Tensors that do not depend on any operand's values. */
export const CONSTANTS: Lowerings = {
  Fill: (call) => {
    const value = attribute<number>(call, "value");
    return call.g.uniform(value, attribute<Shape>(call, "shape"), attribute<DType>(call, "dtype", "float32"));
  },
  ZerosLike: (call) => {
    const x = operand(call, "x");
    return call.g.uniform(0, x.shape, x.dtype);
  },
  OnesLike: (call) => {
    const x = operand(call, "x");
    return call.g.uniform(1, x.shape, x.dtype);
  },
  Range: (call) => {
    const [start, stop, step] = ["start", "stop", "step"].map((name) => attribute<number>(call, name)) as [
      number,
      number,
      number,
    ];
    const values = Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step);
    return call.g.constant(values, [values.length], attribute<DType>(call, "dtype", "float32"));
  },
  LinSpace: (call) => {
    const [start, stop, count] = ["start", "stop", "num"].map((name) => attribute<number>(call, name)) as [
      number,
      number,
      number,
    ];
    const step = count > 1 ? (stop - start) / (count - 1) : 0;
    return call.g.constant(
      Float32Array.from({ length: count }, (_, i) => start + i * step),
      [count],
      "float32",
    );
  },
};
