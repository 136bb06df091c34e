// Models trained in PyTorch (tooling/fixtures/imported.py), imported: the bound per example equals PyTorch's float64, which
// read the same examples and the same noise.
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuEngine, createArena, nodeEngine, onnxEngine } from "@elbo/engine";
import type { Numbers } from "@elbo/spec";
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
  readonly map: object;
  readonly fields: { readonly x: readonly number[]; readonly "x.length"?: readonly number[] };
  readonly noise: { readonly values: readonly number[] };
  readonly expected: Readonly<Record<"elbo" | "reconstruction" | "kl", readonly number[]>>;
}

const terms = ["elbo", "reconstruction", "kl"] as const;
const seed = 1n;

describe.each(["conv", "gru"])("%s, trained in PyTorch", (name) => {
  it.each([cpuEngine, onnxEngine, nodeEngine])("has PyTorch's bound on $name", async (engine) => {
    if (engine === nodeEngine && (await engine.available()) !== true) return;
    const fixture = JSON.parse(await readFile(at(`${name}.json`), "utf8")) as Fixture;
    const root = await mkdtemp(join(tmpdir(), "elbo-"));
    const weights = at(`${name}.safetensors`).pathname;
    const { run } = await importWeights(fixture.config, weights, fixture.map, { registry, root });

    const config = parseConfig(run.config, registry);
    const assembled = await assemble(config, registry);
    const arena = createArena(assembled.tree);
    await loadWeights(run.checkpoints, "last", arena, config);
    const examples = fixture.expected.elbo.length;
    const { program, signature } = assembled.evaluation(examples);
    const compiled = await engine.compile(program, signature, arena);
    const inputs = Object.fromEntries(
      Object.entries(signature.inputs).map(([field, { shape, dtype }]) => {
        const values = fixture.fields[field as "x"] ?? new Array(shape.reduce((a, b) => a * b, 1)).fill(1);
        return [field, dtype === "int32" ? Int32Array.from(values) : Float32Array.from(values)] as const;
      }),
    );
    const out = await compiled.run(inputs, { seed, step: 0 });
    compiled.dispose();
    await assembled.dataset.close?.();

    for (const term of terms) {
      const gaps = fixture.expected[term].map((value, i) => Math.abs(value - ((out[term] as Numbers)[i] as number)));
      expect(gaps.length).toBe(8);
      expect(Math.max(...gaps), `${term}, nats`).toBeLessThan(1e-3);
    }
  });
});
