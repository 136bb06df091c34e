import { type ConvertedNet, denseRun, type Entries, entriesOf, sharedActivation, takeHeads } from "./net.ts";
import { refuse } from "./refuse.ts";
import { type Conv, type Dense, type Step, stepsOf } from "./steps.ts";
import type { LayerChain } from "./topology.ts";

const SIDE = "decoder";

const listed = (path: string, layers: readonly (Dense | Conv)[]): Entries =>
  Object.assign({}, ...layers.map((made, i) => entriesOf(SIDE, `${path}/layer${i}`, { made })));

/**
 * Turns layers into a decoder's config: Dense layers; or Dense layers, Reshape and transposed convolutions. It ends in one
 * layer for each output of the likelihood, whose activation is left to the caller.
 *
 * @throws NotSupportedError naming the layer that fits none of these.
 */
export function decoderFrom({ file, trunk, ends }: LayerChain): ConvertedNet {
  const steps = stepsOf(trunk);
  const images =
    steps.some(({ step }) => step === "deconv") ||
    ends.some((path) => path.some(({ type }) => type === "Conv2DTranspose"));
  return images ? conv(file, steps, ends.map(stepsOf)) : dense(file, steps, ends.map(stepsOf));
}

/** A Reshape at the very end changes no number; an activation after it belongs to the layer before. */
function withoutReshape(steps: readonly Step[]): readonly Step[] {
  return steps.at(-1)?.step === "reshape" ? steps.slice(0, -1) : steps;
}

function dense(file: string, steps: readonly Step[], ends: readonly (readonly Step[])[]): ConvertedNet {
  const { before, heads } = takeHeads(file, withoutReshape(steps), ends.map(withoutReshape), "dense");
  const { layers, dropout } = denseRun(before);
  const activation = sharedActivation(layers);
  return {
    config: { kind: "dense", hidden: layers.map(({ units }) => units), ...(activation && { activation }), dropout },
    entries: listed("decoder/net/trunk", layers),
    heads: heads.map((made, i) => ({ made, lastAxis: lastAxis(made as Dense, ends[i] ?? steps) })),
  };
}

function lastAxis(made: Dense, path: readonly Step[]): number {
  const end = path.at(-1);
  return end?.step === "reshape" && made.reshaped ? (end.shape.at(-1) as number) : made.units;
}

function conv(file: string, steps: readonly Step[], ends: readonly (readonly Step[])[]): ConvertedNet {
  const { before, heads } = takeHeads(file, steps, ends, "deconv");
  const at = before.findIndex(({ step }) => step === "reshape");
  const reshape = before[at];
  const strange = before.slice(at + 1).find(({ step }) => step !== "deconv");
  if (reshape?.step !== "reshape" || reshape.shape.length !== 3 || strange) {
    throw refuse((strange ?? reshape ?? before[0] ?? (heads[0] as Conv)).layer, "stands where it cannot be converted", {
      expected: "Dense layers, Reshape to [height, width, channels], then Conv2DTranspose layers",
    });
  }
  const { layers, dropout } = denseRun(before.slice(0, at));
  const [spread, convs] = [layers.at(-1), before.slice(at + 1) as Conv[]];
  if (spread === undefined || dropout > 0) {
    throw refuse(
      reshape.layer,
      dropout > 0 ? "follows Dropout, which a decoder of images lacks here" : "follows no Dense layer",
    );
  }
  const outputs = heads as readonly Conv[];
  const [{ kernel, stride }] = outputs as [Conv];
  const odd = outputs.find((each) => each.kernel !== kernel || each.stride !== stride);
  if (odd) throw refuse(odd.layer, "has another kernel or stride than the other outputs");
  const hidden = layers.slice(0, -1);
  return {
    config: {
      kind: "conv",
      hidden: hidden.map(({ units }) => units),
      start: reshape.shape[2],
      layers: convs.map(({ channels, ...each }) => ({ channels, kernel: each.kernel, stride: each.stride })),
      output: { kernel, stride },
      activation: sharedActivation([...layers, ...convs]),
    },
    entries: {
      ...listed("decoder/net/start/hidden", hidden),
      ...entriesOf(SIDE, "decoder/net/start/spread", { made: spread }),
      ...listed("decoder/net/trunk", convs),
    },
    heads: outputs.map((made) => ({ made, lastAxis: made.channels })),
  };
}
