import { mnistData } from "@elbo/datasets";
import { createOnnxEngine } from "@elbo/engine";
import { frechetDistance, gaussianOf, type Points } from "@elbo/metrics";
import type { DatasetSource } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { openDigitFeatures } from "./digit-features.ts";
import { FEATURES } from "./digit-net.ts";

beforeAll(useCpu);

const COUNT = 1000;

it("tells the test digits, and pictures that are none lie far from them", async () => {
  const config = { kind: "mnist" as const, binarise: "none" as const, held: "random" as const, validation: 0, seed: 0 };
  const { splits } = await (mnistData.create(config, {} as never) as DatasetSource).open();
  const [x, label] = [new Float32Array(COUNT * 784), new Int32Array(COUNT)];
  await splits.test.read(
    Int32Array.from({ length: COUNT }, (_, i) => 9000 + i),
    { x, label },
  );
  const net = await openDigitFeatures(createOnnxEngine({ threads: 1 }));
  const { classes, features } = await net.of(x);
  expect(classes.filter((own, i) => own === label[i]).length / COUNT).toBeGreaterThan(0.98);
  const gaussian = (values: Float32Array) => gaussianOf({ values, columns: FEATURES } satisfies Points);
  const half = (parity: number) => gaussian(features.filter((_, i) => Math.floor(i / FEATURES) % 2 === parity));
  const halves = frechetDistance(half(0), half(1));
  const inverted = x.map((v) => 1 - v);
  const noise = x.map((v, i) => Math.max(0, Math.min(1, v + 0.6 * Math.sin(12.9898 * i))));
  const far = await Promise.all([inverted, noise].map(async (pictures) => gaussian((await net.of(pictures)).features)));
  for (const other of far) expect(frechetDistance(gaussian(features), other)).toBeGreaterThan(3 * halves);
  net.dispose();
});
