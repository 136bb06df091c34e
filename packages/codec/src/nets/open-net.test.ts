import { EngineError } from "@elbo/spec";
import { expect, it } from "vitest";
import { numbersOf, openNet } from "./open-net.ts";
import type { WasmRuntime } from "./runtime.ts";

class Tensor {
  constructor(
    readonly type: string,
    readonly data: unknown,
    readonly shape: readonly number[],
  ) {}
}
const fed: Record<string, unknown>[] = [];
const runtime = {
  env: { wasm: {}, versions: { common: "1" } },
  Tensor,
  InferenceSession: {
    create: async (bytes: Uint8Array) => {
      if (bytes.length === 0) throw new Error("no graph");
      return {
        run: async (feeds: Record<string, unknown>) => {
          fed.push(feeds);
          return { out: { data: Float32Array.of(5) } };
        },
        release: async () => {},
      };
    },
  },
} as unknown as WasmRuntime;

it("feeds numbers and other nets' outcomes by the file's names, and gives outcomes by the program's", async () => {
  const net = {
    bytes: Uint8Array.of(1),
    inputs: { "latent/z": "a", "carry/h": "b", index: "c" },
    outputs: { mean: "out" },
  };
  const opened = await openNet(runtime, net, "q");
  expect(opened.reads).toEqual(["z", "carry/h", "index"]);
  const handed = { data: Float32Array.of(2) };
  const found = await opened.run({
    z: { values: Float32Array.of(1), shape: [1] },
    "carry/h": handed,
    index: { values: Int32Array.of(3), shape: [] },
  });
  expect(fed[0]?.b).toBe(handed);
  expect(fed[0]?.a).toMatchObject({ type: "float32", shape: [1] });
  expect(fed[0]?.c).toMatchObject({ type: "int32", shape: [] });
  expect(numbersOf(found.mean, "q")).toEqual(Float32Array.of(5));
});

it("refuses what is no number, and a net that cannot be opened", async () => {
  expect(() => numbersOf({ data: Float32Array.of(1, Number.NaN) }, "q")).toThrow(EngineError);
  const none = { bytes: new Uint8Array(), inputs: {}, outputs: {} };
  await expect(openNet(runtime, none, "q")).rejects.toThrow(/codec\/nets q: .*cannot open a net.*no graph/);
});
