import { dense } from "@elbo/layers";
import { constant } from "@elbo/program";
import { expect, it } from "vitest";
import { suggestMap } from "./suggest-map.ts";

const raw = (...shape: number[]) => ({
  dtype: "F32",
  shape,
  data: new Uint8Array(4 * shape.reduce((a, b) => a * b, 1)),
});
const linear = (name: string, output: number, input: number, bias = true) => [
  [`${name}.weight`, raw(output, input)] as const,
  ...(bias ? [[`${name}.bias`, raw(output)] as const] : []),
];
const layer = (input: number, output: number) => dense({ input, output }).params;
const tree = {
  encoder: {
    net: {
      trunk: { layer0: layer(9, 5), layer1: layer(5, 5) },
      heads: { mean: layer(5, 2), "log-variance": layer(5, 2) },
    },
  },
  decoder: { net: { trunk: { layer0: layer(2, 5), layer1: layer(5, 5) }, heads: { logits: layer(5, 9) } } },
};

it("tells equal shapes apart by names that say encoder, decoder, mu and logvar", () => {
  const file = new Map<string, ReturnType<typeof raw>>(
    [
      linear("enc.0", 5, 9),
      linear("enc.2", 5, 5),
      linear("enc.mu", 2, 5),
      linear("enc.logvar", 2, 5),
      linear("dec.0", 5, 2),
    ].flat(),
  );
  for (const [name, tensor] of [...linear("dec.2", 5, 5, false), ...linear("dec.4", 9, 5), ["step", raw(1)] as const])
    file.set(name, tensor);
  const { parameters, undecided, unused } = suggestMap(tree, file);
  expect(parameters).toEqual({
    "encoder/net/trunk/layer0": "enc.0",
    "encoder/net/trunk/layer1": "enc.2",
    "encoder/net/heads/mean": "enc.mu",
    "encoder/net/heads/log-variance": "enc.logvar",
    "decoder/net/trunk/layer0": "dec.0",
    "decoder/net/trunk/layer1": "dec.2",
    "decoder/net/trunk/layer1/bias": 0,
    "decoder/net/heads/logits": "dec.4",
  });
  expect(undecided).toEqual({});
  expect(unused).toEqual(["step"]);
});

it("cuts one layer into mean and log-variance", () => {
  const { parameters } = suggestMap(
    { encoder: tree.encoder },
    new Map([...linear("a", 5, 9), ...linear("b", 5, 5), ...linear("c", 4, 5)]),
  );
  expect(parameters["encoder/net/heads/mean"]).toEqual({ from: "c", outputs: [0, 2] });
  expect(parameters["encoder/net/heads/log-variance"]).toEqual({ from: "c", outputs: [2, 4] });
});

it("leaves open what several layers fit, or none, and parameters without a layer", () => {
  const file = new Map([linear("p", 2, 5), linear("q", 2, 5), linear("r", 5, 9)].flat());
  const { parameters, undecided } = suggestMap({ ...tree, prior: { logits: { shape: [3], init: constant(0) } } }, file);
  expect(parameters).toEqual({ "encoder/net/trunk/layer0": "r" });
  expect(undecided["encoder/net/heads/mean"]).toEqual(["p", "q"]);
  expect(undecided["encoder/net/trunk/layer1"]).toEqual([]);
  expect(undecided["prior/logits"]).toEqual([]);
});
