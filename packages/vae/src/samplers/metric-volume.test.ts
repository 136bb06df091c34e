import { cpuEngine, createArena, createOnnxEngine } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import { expectClose, useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { numberConfigs } from "../conformance/number-configs.ts";
import { openTestModel } from "../conformance/open-models.ts";
import { createSession } from "../session/session.ts";
import { metricVolume } from "./metric-volume.ts";

beforeAll(useCpu);

it("is the metric's log-volume with its gradient, the same on both engines, whatever the number of points", async () => {
  const model = await openTestModel(numberConfigs({} as never).Riemannian as object);
  const arena = createArena(model.assembled.tree);
  arena.values.set(model.values);
  const [cpu, onnx] = [cpuEngine, createOnnxEngine({ threads: 1 })].map((engine) =>
    metricVolume(createSession(model.assembled, engine, arena)),
  ) as [ReturnType<typeof metricVolume>, ReturnType<typeof metricVolume>];
  const z = new Float32Array(2 * 103);
  fillNoise(z, { law: "normal" }, { seed: 1n, step: 0, path: "points" });
  const [on, off] = [await cpu(z), await onnx(z)];
  expectClose(off.value, on.value, 1e-5);
  expectClose(off.gradient, on.gradient, 1e-4);
  expectClose((await cpu(z.subarray(200))).value, on.value.subarray(100), 1e-6);
  const step = 1e-2;
  for (const axis of [0, 1]) {
    const shifted = (sign: number) => z.map((v, i) => v + (i % 2 === axis ? sign * step : 0));
    const [up, down] = [await cpu(shifted(1)), await cpu(shifted(-1))];
    const slope = up.value.map((v, i) => (v - (down.value[i] as number)) / (2 * step));
    expectClose(
      slope,
      on.gradient.filter((_, i) => i % 2 === axis),
      1e-2,
    );
  }
  expect(on.gradient.every((g) => g !== 0)).toBe(true);
  // Far away nothing is left but lambda I.
  const far = await cpu(Float32Array.of(1e3, 1e3));
  expectClose(far.value, [-Math.log(0.01)], 1e-5);
});
