import { pad, reshape } from "../graph/arrange.ts";
import type { Graph, Value } from "../graph/types.ts";
import { blockedConvolution, blockFilter, blockPhases, fitsBlocks, reorderOutput } from "./blocked-layout.ts";
import type { Plan } from "./convolution-plan.ts";

type Pair = [number, number];
const both = (f: (axis: 0 | 1) => number): Pair => [f(0), f(1)];

/** A convolution by the runtime's blocked kernels, NHWC in and out; undefined where the channels do not fit them. */
export function blockedForward(g: Graph, x: Value, filter: Value, plan: Plan): Value | undefined {
  const [from, to] = [filter.shape[2] as number, filter.shape[3] as number];
  if (!fitsBlocks(g, from, to)) return undefined;
  return reorderOutput(g, blockedConvolution(g, x, blockFilter(g, filter), plan));
}

/**
 * The transpose of a convolution by stride s, as a convolution of `dy` by stride 1: row sJ + r of the padded input is
 * the sum over m of filter row r + sm times row J - m of `dy`, so the s * s phases r are channels of one convolution and
 * are interleaved afterwards. Undefined where the channels do not fit the runtime's blocked kernels.
 */
export function blockedSpread(g: Graph, dy: Value, filter: Value, plan: Plan): Value | undefined {
  const { kernel, strides, dilations, pads, input, output } = plan;
  const [from, to] = [filter.shape[2] as number, filter.shape[3] as number];
  if (!fitsBlocks(g, to, from) || dilations.some((d) => d !== 1)) return undefined;
  const taps = both((i) => Math.ceil(kernel[i] / strides[i]));
  const first = both((i) => Math.floor(pads[i] / strides[i]));
  const rows = both((i) => Math.floor((pads[i] + input[i] - 1) / strides[i]) - first[i] + 1);
  const before = both((i) => taps[i] - 1 - first[i]);
  const after = both((i) => rows[i] - output[i] - before[i] + taps[i] - 1);
  if ([...before, ...after].some((n) => n < 0)) return undefined;
  const whole = both((i) => taps[i] * strides[i] - kernel[i]);
  const filled = pad(
    g,
    filter,
    [
      [0, whole[0]],
      [0, whole[1]],
      [0, 0],
      [0, 0],
    ],
    0,
  );
  const made = blockedConvolution(g, dy, blockPhases(g, filled, taps, strides), {
    kernel: taps,
    strides: [1, 1],
    dilations: [1, 1],
    pads: [...before, ...after],
    output: rows,
  });
  return interleave(g, made, plan, { first, rows });
}

/** Picks the rows of channels of each pixel of the unpadded input out of the phases' blocked bytes. */
function interleave(g: Graph, phases: Value, plan: Plan, { first, rows }: { first: Pair; rows: Pair }): Value {
  const { strides, pads, input } = plan;
  const block = g.blocked as number;
  const [batch, channels] = phases.shape as [number, number];
  const blocks = channels / (block * strides[0] * strides[1]);
  const place = (at: number, axis: 0 | 1) => {
    const padded = at + pads[axis];
    return { row: Math.floor(padded / strides[axis]) - first[axis], phase: padded % strides[axis] };
  };
  const picked: number[] = [];
  for (let y = 0; y < input[0]; y++) {
    const down = place(y, 0);
    for (let x = 0; x < input[1]; x++) {
      const across = place(x, 1);
      const phase = down.phase * strides[1] + across.phase;
      for (let i = 0; i < blocks; i++) picked.push(((phase * blocks + i) * rows[0] + down.row) * rows[1] + across.row);
    }
  }
  const flat = reshape(g, phases, [batch, (channels / block) * rows[0] * rows[1], block]);
  const indices = g.constant(picked, [picked.length], "int32");
  const results = [{ shape: [batch, picked.length, block], dtype: "float32" as const }];
  const [made] = g.node("Gather", [flat, indices], results, { axis: 1 });
  return reshape(g, made as Value, [batch, ...input, blocks * block]);
}
