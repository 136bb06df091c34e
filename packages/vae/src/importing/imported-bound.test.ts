// Models trained in PyTorch (tooling/fixtures/imported.py), imported: the bound per example equals PyTorch's float64, which
// read the same examples and the same noise.
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { cpuEngine, createArena, nodeEngine, onnxEngine } from "@elbo/engine";
import type { Engine, Numbers } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { builtInParts } from "../all.ts";
import { assemble } from "../assembly/assemble.ts";
import { loadWeights } from "../checkpoints/load-weights.ts";
import { parseConfig } from "../config/parse-config.ts";
import { createRegistry } from "../registry/registry.ts";
import { importWeights } from "./import-weights.ts";

const registry = createRegistry(builtInParts);
const at = (name: string) => new URL(`./fixtures/${name}`, import.meta.url);

interface Fixture {
  readonly config: object;
  readonly map: { readonly parameters: object };
  readonly fields: { readonly x: readonly number[]; readonly "x.length"?: readonly number[] };
  readonly expected: Readonly<Record<"elbo" | "reconstruction" | "kl", readonly number[]>>;
}

const terms = ["elbo", "reconstruction", "kl"] as const;
const seed = 1n;
const required = (process.env.ELBO_REQUIRE ?? "").split(",");
const absent = (await nodeEngine.available()) !== true && !required.includes("node");

const read = async (name: string) => JSON.parse(await readFile(at(`${name}.json`), "utf8")) as Fixture;

/** Largest difference of each term to PyTorch's, nats, after an import with this map. */
async function gaps(name: string, { config: written, fields, expected }: Fixture, map: unknown, engine: Engine) {
  const root = await mkdtemp(join(tmpdir(), "elbo-"));
  const weights = fileURLToPath(at(`${name}.safetensors`));
  const { run } = await importWeights(written, weights, map, { registry, root });
  const config = parseConfig(run.config, registry);
  const assembled = await assemble(config, registry);
  const arena = createArena(assembled.tree);
  await loadWeights(run.checkpoints, "last", arena, { config });
  const { program, signature } = assembled.evaluation(expected.elbo.length);
  const compiled = await engine.compile(program, signature, arena);
  const inputs = Object.fromEntries(
    Object.entries(signature.inputs).map(([field, { shape, dtype }]) => {
      const values = fields[field as "x"] ?? new Array(shape.reduce((a, b) => a * b, 1)).fill(1);
      return [field, dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values)] as const;
    }),
  );
  const out = await compiled.run(inputs, { seed, step: 0 });
  compiled.dispose();
  await assembled.dataset.close?.();
  return terms.map((term) => {
    const differences = expected[term].map((value, i) => Math.abs(value - ((out[term] as Numbers)[i] as number)));
    expect(differences).toHaveLength(8);
    return Math.max(...differences);
  });
}

describe.each(["conv", "gru"])("%s, trained in PyTorch", (name) => {
  for (const engine of [cpuEngine, onnxEngine, nodeEngine]) {
    it.skipIf(engine === nodeEngine && absent)(`has PyTorch's bound on ${engine.name}`, async () => {
      const fixture = await read(name);
      for (const gap of await gaps(name, fixture, fixture.map, engine)) expect(gap).toBeLessThan(1e-3);
    });
  }
});

it("would not have it with the image flattened in the other order, on either side", async () => {
  const fixture = await read("conv");
  for (const [path, from] of [
    ["encoder/net/hidden/layer0", "encoder.5"],
    ["decoder/net/start/spread", "decoder.2"],
  ] as const) {
    const parameters = { ...fixture.map.parameters, [path]: { from, flatten: "channel-last" } };
    const [elbo] = await gaps("conv", fixture, { parameters }, cpuEngine);
    expect(elbo).toBeGreaterThan(1);
  }
});
