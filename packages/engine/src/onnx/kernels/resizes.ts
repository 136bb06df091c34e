import { transpose, vector } from "../graph/arrange.ts";
import { cast } from "../graph/elementwise.ts";
import type { Graph, Value } from "../graph/types.ts";
import { TO_CHANNELS_FIRST, TO_CHANNELS_LAST } from "./convolution-plan.ts";
import { take } from "./gathers.ts";
import { attribute, type Call, type Lowering, type Lowerings, operand } from "./lowering.ts";

type Pair = readonly [number, number];

/** The runtime's Resize of NHWC images, computed in NCHW, where its neighbours in the graph are. */
function resize(g: Graph, x: Value, size: Pair, attributes: Readonly<Record<string, string>>): Value {
  const images = transpose(g, x, TO_CHANNELS_FIRST);
  const shape = [...images.shape.slice(0, 2), ...size];
  const operands = [images, undefined, undefined, vector(g, shape)];
  const [made] = g.node("Resize", operands, [{ shape, dtype: x.dtype }], attributes);
  return transpose(g, made as Value, TO_CHANNELS_LAST);
}

const flags = (call: Call) => ({
  size: attribute<Pair>(call, "size"),
  corners: attribute(call, "alignCorners", false),
  centres: attribute(call, "halfPixelCenters", false),
});

const bilinear: Lowering = (call) => {
  const { size, corners, centres } = flags(call);
  const where = corners ? "align_corners" : centres ? "half_pixel" : "asymmetric";
  const x = cast(call.g, operand(call, "images"), "float32");
  return resize(call.g, x, size, { mode: "linear", coordinate_transformation_mode: where });
};

/** Whole multiples are repeats; otherwise each row and column is looked up, by the numbers that tfjs computes. */
const nearest: Lowering = (call) => {
  const { g } = call;
  const { size, corners, centres } = flags(call);
  const x = operand(call, "images");
  const repeats = size.map((to, i) => to / (x.shape[i + 1] as number));
  if (x.dtype === "float32" && !corners && repeats.every(Number.isInteger)) {
    const attributes = { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" };
    return resize(g, x, size, attributes);
  }
  return size.reduce((y, to, i) => {
    const from = x.shape[i + 1] as number;
    const ratio = corners && to > 1 ? (from - 1) / (to - 1) : from / to;
    const rows = Array.from({ length: to }, (_, k) => {
      const at = ratio * (centres ? k + 0.5 : k);
      return Math.min(from - 1, corners ? Math.round(at) : Math.floor(at));
    });
    return take(g, y, g.constant(rows, [to], "int32"), i + 1);
  }, x);
};

/** Up- and down-sampling of images. */
export const RESIZES: Lowerings = { ResizeNearestNeighbor: nearest, ResizeBilinear: bilinear };
