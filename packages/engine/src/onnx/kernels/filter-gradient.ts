import { pad, reshape, split, transpose } from "../graph/arrange.ts";
import { add } from "../graph/elementwise.ts";
import { matMul } from "../graph/product.ts";
import type { Graph, Value } from "../graph/types.ts";
import type { Plan } from "./convolution-plan.ts";

/** Below this many numbers per copied piece, gathering costs more than the product. */
const PIECE = 8;
/** Patches of more numbers than this take too much memory. */
const MOST = 2 ** 24;
/** Numbers of an operand that stay in a core's cache while the product passes over them: of `dy`, and of the patches. */
const CACHED = { dy: 2 ** 17, patches: 2 ** 18 };
/** With fewer columns than this the runtime's products are slow; patches make the columns then, and channels the rows. */
const COLUMNS = 64;

/** Where each piece of each patch lies in a padded image whose rows are `across` pieces of `unit` columns. */
function pieces({ output, kernel, strides, dilations }: Plan, unit: number, across: number): number[] {
  const found: number[] = [];
  for (let h = 0; h < output[0]; h++) {
    for (let w = 0; w < output[1]; w++) {
      for (let a = 0; a < kernel[0]; a++) {
        const row = (h * strides[0] + a * dilations[0]) * across + (w * strides[1]) / unit;
        for (let b = 0; b < kernel[1] / unit; b++) found.push(row + b * dilations[1]);
      }
    }
  }
  return found;
}

/** Divides `count` into runs of equal length, none longer than `most`, as far as its divisors allow. */
function runs(count: number, most: number): number[] {
  let number = Math.min(count, Math.ceil(count / Math.max(1, most)));
  while (count % number !== 0) number++;
  return new Array<number>(number).fill(count / number);
}

/**
 * The filter gradient as products: the patches of the padded input that each output position saw,
 * [batch * height * width, kernel * kernel * in], transposed, times `dy` [batch * height * width, out], or the other way round, summed
 * over runs of examples. Undefined for few channels and for patches that take too much memory.
 */
export function patchProduct(g: Graph, x: Value, dy: Value, plan: Plan): Value | undefined {
  const { input, output, kernel, strides, dilations, pads } = plan;
  const [batch, from, to] = [x.shape[0] as number, x.shape[3] as number, dy.shape[3] as number];
  const unit = dilations[1] === 1 && kernel[1] % strides[1] === 0 ? strides[1] : 1;
  const positions = output[0] * output[1];
  const patch = kernel[0] * kernel[1] * from;
  const examples = runs(batch, Math.min(CACHED.dy / to, CACHED.patches / patch) / positions);
  const each = examples[0] as number;
  const narrow = to < COLUMNS;
  if (unit * from < PIECE || each * positions * patch > MOST) return undefined;
  const wide = input[1] + pads[1] + pads[3];
  const more = (unit - (wide % unit)) % unit;
  const high = input[0] + pads[0] + pads[2];
  const across = (wide + more) / unit;
  const framed = pad(
    g,
    x,
    [
      [0, 0],
      [pads[0], pads[2]],
      [pads[1], pads[3] + more],
      [0, 0],
    ],
    0,
  );
  const flat = reshape(g, framed, [batch * high * across, unit * from]);
  const found = pieces(plan, unit, across);
  const product = (of: Value, run: number) => {
    const all = Array.from({ length: each }, (_, n) => (run * each + n) * high * across);
    const indices = g.constant(
      all.flatMap((start) => found.map((at) => start + at)),
      [each * found.length],
      "int32",
    );
    const results = [{ shape: [each * found.length, unit * from], dtype: "float32" as const }];
    const [patches] = g.node("Gather", [flat, indices], results, { axis: 0 });
    const rows = reshape(g, patches as Value, [each * positions, patch]);
    const changes = reshape(g, of, [each * positions, to]);
    return narrow ? matMul(g, changes, rows, true, false) : matMul(g, rows, changes, true, false);
  };
  const parts = split(g, dy, examples, 0).map(product);
  const sum = parts.reduce((a, b) => add(g, a, b));
  return narrow
    ? transpose(g, reshape(g, sum, [to, ...kernel, from]), [1, 2, 3, 0])
    : reshape(g, sum, [...kernel, from, to]);
}
