import { cpuEngine, createOnnxEngine } from "@elbo/engine";
import { useCpu } from "@elbo/testing";
import { beforeAll, expect, it } from "vitest";
import { BATCH, batchOf } from "./all-trials.ts";
import { writeDataFiles } from "./data-files.ts";
import { configTable, openTestModel } from "./open-models.ts";
import { runRequest } from "./run-request.ts";

beforeAll(useCpu);

it.each([cpuEngine, createOnnxEngine({ threads: 1 })])(
  "a stage that moves the prior alone leaves the codes where they are: $name",
  async (engine) => {
    const files = await writeDataFiles();
    const model = await openTestModel(configTable(files)["VQ, PixelCNN"] as object);
    const inputs = await batchOf(model);
    const codebook = "encoder/posterior/posterior/codebook";
    const start = model.entries.find(({ path }) => path === codebook) as { offset: number; size: number };
    const before = model.values.slice(start.offset, start.offset + start.size);
    const after = async (moves?: readonly string[]) =>
      runRequest(engine, model, model.assembled.objective("elbo", BATCH, moves), inputs);
    const [all, prior] = [await after(), await after(["prior"])];
    expect(all.state[codebook]).not.toEqual(before);
    expect(prior.state[codebook]).toEqual(before);
    const moved = Object.entries(prior.gradients).filter(([, g]) => g.some((v) => v !== 0));
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.every(([path]) => path.startsWith("prior/"))).toBe(true);
    await files.remove();
  },
);
