import { cpuEngine, createArena, exportProgram } from "@elbo/engine";
import { fillNoise } from "@elbo/program";
import type { Input, Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { knobValues } from "../assembly/knob-values.ts";
import { exportables } from "../export/exportable.ts";
import { type DataFiles, writeDataFiles } from "./data-files.ts";
import { worstOf } from "./difference.ts";
import { configNames, configTable, firstBatch, openTestModel } from "./open-models.ts";
import { openExported } from "./run-exported.ts";
import { runRequest } from "./run-request.ts";

const key = { seed: 5n, step: 2 };
const clock = { step: 3, stepsPerEpoch: 5, steps: 10 };
const SIZES = [1, 7, 100];
const LIMIT = 1e-5;

let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

/** A batch of examples where the program reads the data's fields, made-up latents otherwise. */
const fill = (declared: Named<Input>, examples: Named<Numbers>): Named<Numbers> =>
  Object.fromEntries(
    Object.entries(declared).map(([name, { shape, dtype }]) => {
      const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
      fillNoise(values, { law: "normal" }, { seed: 23n, step: 0, path: `conformance/${name}` });
      return [name, examples[name] ?? (dtype === "int32" ? Int32Array.from(values, () => 1) : values)];
    }),
  );

/** Recurrences as loops of the graph, however short they are. */
const looped = configNames.filter((name) => name.startsWith("recurrent")).map((name) => [name, 0] as const);
const cases = [...configNames.map((name) => [name, undefined] as const), ...looped];

describe("an exported file computes what cpu computes, at every batch size", () => {
  it.each(cases)("%s, recurrences unrolled up to %s operations", async (name, unrolled) => {
    const model = await openTestModel(configTable(files)[name] as object);
    const { assembled } = model;
    const arena = createArena(assembled.tree);
    arena.values.set(model.values);
    for (const { name: title, request } of exportables(assembled, arena).programs) {
      const knobs = (paths: readonly string[]) => knobValues(paths, assembled.knobs, clock);
      const exported = exportProgram(request, arena, { title, knobs, ...(unrolled === undefined ? {} : { unrolled }) });
      if (unrolled === 0)
        expect(Buffer.from(exported.bytes).includes("Scan")).toBe(["encode", "posterior"].includes(title));
      const file = await openExported(exported);
      for (const batch of SIZES) {
        const wanted = request(batch);
        const inputs = fill(wanted.signature.inputs, await firstBatch(assembled.dataset, batch));
        const { outputs } = await runRequest(cpuEngine, model, wanted, inputs, key);
        const worst = worstOf(await file.run(batch, inputs, key), outputs);
        expect(worst.error, `${title} at ${batch}: ${worst.name}`).toBeLessThanOrEqual(LIMIT);
      }
      await file.close();
    }
  });
});
