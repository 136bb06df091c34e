import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fakeModel } from "./fakes/fake-model.ts";
import { startTraining, withFolder } from "./fakes/start-training.ts";
import type { Progress } from "./progress.ts";

it("compiles each program of a stage once, whatever is left over in an epoch, and says so in log and progress", () =>
  withFolder(async (folder) => {
    const events: Progress[] = [];
    // 17 examples in batches of 4, and a validation split that ends in a part of a batch
    const training = { batch: 4, epochs: 3, log: { every: 2 } };
    const model = fakeModel({ train: 17, validation: 30 });
    await startTraining(model, folder, training, { onProgress: (event) => events.push(event) });
    const expected = [
      { event: "compile", program: "evaluation", inputs: { x: [16, 2], weight: [16] }, seconds: expect.any(Number) },
      { event: "compile", program: "objective elbo", inputs: { x: [4, 2], weight: [4] }, seconds: expect.any(Number) },
    ];
    expect(events.filter(({ event }) => event === "compile")).toEqual(expected);
    const lines = (await readFile(join(folder, "log.jsonl"), "utf8")).trim().split("\n");
    const log = lines.map((line) => JSON.parse(line) as { event: string });
    expect(log.filter(({ event }) => event === "compile")).toEqual(expected);
    expect(log.filter(({ event }) => event === "validation")).toHaveLength(3);
  }));
