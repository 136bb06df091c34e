import type { Engine } from "@elbo/spec";
import { describeConformance, engineChecks, rejections, useCpu } from "@elbo/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { createArena } from "./arena/create-arena.ts";
import { initialiseArena } from "./arena/initialise-arena.ts";
import { engines } from "./select/select-engine.ts";

beforeAll(useCpu);

const required = (process.env.ELBO_REQUIRE ?? "").split(",");
const makeArena = (tree: Parameters<typeof createArena>[0]) => {
  const arena = createArena(tree);
  initialiseArena(arena, { seed: 3n });
  return arena;
};

for (const engine of engines) {
  const state = await engine.available();
  if (state === true) describeConformance(`engine ${engine.name}`, engineChecks(engine, makeArena));
  else {
    describe(`engine ${engine.name}`, () => {
      it.skipIf(!required.includes(engine.name))(`runs here (${state.reason})`, () => expect(state).toBe(true));
    });
  }
}

describe("the suite rejects", () => {
  const [engine] = engines as readonly [Engine, ...Engine[]];
  const broken = (
    change: (compiled: Awaited<ReturnType<Engine["compile"]>>, arena: Parameters<Engine["compile"]>[2]) => object,
  ): Engine => ({
    ...engine,
    compile: async (program, signature, arena) => {
      const compiled = await engine.compile(program, signature, arena);
      return { ...compiled, ...change(compiled, arena) };
    },
  });
  it("an engine that ignores the step", async () => {
    const deaf = broken((compiled) => ({
      run: (inputs: never, key: { seed: bigint }, knobs: never) => compiled.run(inputs, { ...key, step: 0 }, knobs),
    }));
    expect(await rejections(engineChecks(deaf, makeArena))).toContain(
      "repeats itself for one key, and draws anew for another step and seed",
    );
  });
  it("an engine whose gradients have the wrong sign", async () => {
    const flipped = broken((compiled, arena) => ({
      run: async (...args: Parameters<typeof compiled.run>) => {
        const out = await compiled.run(...args);
        arena.gradients.forEach((g, i) => {
          arena.gradients[i] = -g;
        });
        return out;
      },
    }));
    expect(await rejections(engineChecks(flipped, makeArena))).toContain(
      "writes gradients that central differences confirm, and 0 where nothing flows",
    );
  });
});
