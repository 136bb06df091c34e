import { type ConvertedNet, denseRun, type Entries, entriesOf, type Head, sharedActivation, takeHeads } from "./net.ts";
import { refuse } from "./refuse.ts";
import { type Conv, type Dense, type Step, stepsOf } from "./steps.ts";
import type { LayerChain } from "./topology.ts";

const SIDE = "encoder";

/**
 * Turns layers into an encoder's config: convolutions, then Flatten and Dense layers; Dense layers alone; or Embedding and
 * GRU. It ends in linear Dense layers, one for each feature of the posterior (mean, then log-variance), or in one that
 * holds them one after the other.
 *
 * @throws NotSupportedError naming the layer that fits none of these.
 */
export function encoderFrom({ file, trunk, ends }: LayerChain, features: number): ConvertedNet {
  const paths = ends.map(stepsOf);
  const { before, heads } = takeHeads(file, stepsOf(trunk), paths, "dense");
  const curved = heads.find(({ activation }) => activation !== "linear");
  if (curved)
    throw refuse(curved.layer, "must be linear to be an output of an encoder", { received: curved.activation });
  const net =
    before[0]?.step === "embedding" ? recurrent(before) : before[0]?.step === "conv" ? conv(before) : dense(before);
  return { ...net, heads: heads.length === 1 ? parts(heads[0] as Dense, features) : heads.map((made) => ({ made })) };
}

/** One layer's units, cut into as many equal parts as there are features. */
function parts(made: Dense, features: number): Head[] {
  const width = made.units / features;
  if (!Number.isInteger(width)) {
    throw refuse(made.layer, "is the only output, and cannot be cut into the features of the posterior", {
      expected: `a multiple of ${features} units, or ${features} outputs`,
      received: `${made.units} units`,
    });
  }
  return Array.from({ length: features }, (_, i) => ({ made, outputs: [i * width, (i + 1) * width] }));
}

const listed = (path: string, layers: readonly (Dense | Conv)[]): Entries =>
  Object.assign({}, ...layers.map((made, i) => entriesOf(SIDE, `${path}/layer${i}`, { made })));

function dense(steps: readonly Step[]): Omit<ConvertedNet, "heads"> {
  const { layers, dropout } = denseRun(steps[0]?.step === "flatten" ? steps.slice(1) : steps);
  const activation = sharedActivation(layers);
  return {
    config: { kind: "dense", hidden: layers.map(({ units }) => units), ...(activation && { activation }), dropout },
    entries: listed("encoder/net/trunk", layers),
  };
}

function conv(steps: readonly Step[]): Omit<ConvertedNet, "heads"> {
  const end = steps.findIndex(({ step }) => step !== "conv");
  const convs = steps.slice(0, end < 0 ? undefined : end) as Conv[];
  const next = steps[convs.length];
  const [first] = convs as [Conv];
  if (next?.step !== "flatten") {
    throw refuse((next ?? first).layer, "stands where Flatten is expected", {
      expected: "convolutions, then Flatten, then Dense layers",
    });
  }
  const { layers, dropout } = denseRun(steps.slice(convs.length + 1));
  const other = convs.find(({ padding }) => padding !== first.padding);
  if (other) {
    throw refuse(other.layer, "has another padding than the convolutions before it", {
      expected: first.padding,
      received: other.padding,
    });
  }
  return {
    config: {
      kind: "conv",
      layers: convs.map(({ channels, kernel, stride }) => ({ channels, kernel, stride })),
      padding: first.padding,
      activation: sharedActivation([...convs, ...layers]),
      hidden: layers.map(({ units }) => units),
      dropout,
    },
    entries: { ...listed("encoder/net/trunk", convs), ...listed("encoder/net/hidden", layers) },
  };
}

function recurrent([table, ...rest]: readonly Step[]): Omit<ConvertedNet, "heads"> {
  const dropout = rest[0]?.step === "dropout" ? rest[0].rate : 0;
  const [gru, more] = rest[0]?.step === "dropout" ? rest.slice(1) : rest;
  if (table?.step !== "embedding" || gru?.step !== "gru" || more !== undefined) {
    throw refuse((more ?? gru ?? (table as Step)).layer, "stands where it cannot be converted", {
      expected: "Embedding, one GRU, then the outputs",
    });
  }
  if (!table.masked) {
    throw refuse(table.layer, "reads padding as if it were text", {
      expected: "mask_zero: true, as tokens of value 0 are padding here",
      received: "mask_zero: false",
    });
  }
  return {
    config: { kind: "recurrent", embedding: table.width, hidden: gru.units, dropout },
    entries: {
      "encoder/net/embedding": `${SIDE}:${table.layer.name}`,
      "encoder/net/gru/forward": `${SIDE}:${gru.layer.name}`,
    },
  };
}
