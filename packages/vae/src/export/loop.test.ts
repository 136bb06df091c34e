import { cpuEngine, createArena } from "@elbo/engine";
import type { Named, Numbers } from "@elbo/spec";
import { useCpu } from "@elbo/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type DataFiles, writeDataFiles } from "../conformance/data-files.ts";
import { configTable, openTestModel } from "../conformance/open-models.ts";
import { openExported } from "../conformance/run-exported.ts";
import { decodeLatents } from "../sampling/draw-samples.ts";
import { createSession } from "../session/session.ts";
import { type ExportedFile, exportModel } from "./export-model.ts";

const COUNT = 4;
const key = { seed: 3n, step: 0 };
let files: DataFiles;
beforeAll(useCpu);
beforeAll(async () => {
  files = await writeDataFiles();
});
afterAll(() => files.remove());

it.each(["recurrent text", "recurrent text, z at the start"])(
  "%s: the loop of its files, as the guide tells it, writes what the model writes",
  async (name) => {
    const { assembled, values } = await openTestModel(configTable(files)[name] as object);
    const arena = createArena(assembled.tree);
    arena.values.set(values);
    const { files: written } = exportModel(assembled, arena, {});
    const open = (file: string) => openExported(written.find((each) => each.file === file) as ExportedFile);
    const latents = { "latent/z": Float32Array.from({ length: 2 * COUNT }, (_, i) => 2 * Math.sin(i)) };
    const session = createSession(assembled, cpuEngine, arena);
    const length = assembled.parts.decoder.stepper?.length as number;

    for (const pick of ["mode", "draw"] as const) {
      const expected = await decodeLatents(session, latents, { count: COUNT, seed: key.seed, pick });
      const [begin, step] = await Promise.all([
        open("decode-begin.onnx"),
        open(pick === "mode" ? "decode-step.onnx" : "sample-step.onnx"),
      ]);
      let carry: Named<Numbers> = await begin.run(COUNT, latents, key);
      let previous: Numbers = new Int32Array(COUNT);
      const tokens = new Int32Array(COUNT * length);
      for (let index = 0; index < length; index++) {
        const inputs = { ...carry, previous, index: Int32Array.of(index) };
        const { token, ...next } = await step.run(COUNT, inputs, { ...key, step: index });
        carry = next;
        previous = token as Numbers;
        for (let i = 0; i < COUNT; i++) tokens[i * length + index] = previous[i] as number;
      }
      expect([...tokens]).toEqual([...expected]);
      expect(new Set(tokens).size, "not one token only").toBeGreaterThan(1);
      await Promise.all([begin.close(), step.close()]);
    }
    session.dispose();
  },
);
