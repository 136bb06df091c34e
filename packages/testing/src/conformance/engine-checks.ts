import { normal, zeros } from "@elbo/program";
import type { Arena, Engine, Named, Numbers, ParamTree, Program, Signature } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { expectClose } from "../numeric/expect-close.ts";
import type { Check } from "./check.ts";

const tree = {
  encoder: { weight: { shape: [3, 4], init: normal(0.5) }, count: { shape: [4], init: zeros, state: true } },
  decoder: { weight: { shape: [4, 2], init: normal(0.5) }, unused: { shape: [5], init: normal(1) } },
} satisfies ParamTree;

type Bound = { encoder: { weight: tf.Tensor2D; count: tf.Tensor }; decoder: { weight: tf.Tensor2D } };

/** A program with all that an engine must carry: noise, a knob, a state update, two groups, named outputs. */
const program: Program = (params, inputs, context) => {
  const { encoder, decoder } = params as unknown as Bound;
  const hidden = tf.tanh(tf.matMul(inputs.x as tf.Tensor2D, encoder.weight)); // [batch, 4]
  context.update(encoder.count, tf.add(encoder.count, tf.sum(hidden, 0)));
  const noise = context.at("jitter").noise("draw", [2, 3, 4], { law: "normal" }); // [sample, batch, 4]
  const moved = tf.add(hidden, tf.mul(context.knob("spread"), noise));
  const y = tf.matMul(tf.reshape(moved, [6, 4]), decoder.weight);
  return { loss: tf.sum(tf.square(y)), y: tf.reshape(y, [2, 3, 2]), count: encoder.count };
};

const signature: Signature = {
  inputs: { x: { shape: [3, 3], dtype: "float32" } },
  training: true,
  gradients: [{ of: "loss", params: ["encoder", "decoder"] }],
};

const x = Float32Array.from([0.3, -1, 0.8, 0.1, -0.4, 1.2, 0.9, 0.7, -0.2]);
const knobs = { spread: 0.5 };

/** What the suite needs besides the engine: arenas with initial values. */
export type ArenaMaker = (tree: ParamTree) => Arena;

/** What every engine must hold to. */
export function engineChecks(engine: Engine, makeArena: ArenaMaker): Check[] {
  const start = async (how: Signature = signature) => {
    const arena = makeArena(tree);
    return { arena, compiled: await engine.compile(program, how, arena) };
  };
  const rangeOf = (arena: Arena, path: string) => {
    const entry = arena.entries.find((each) => each.path === path);
    if (!entry) throw new Error(`no parameter ${path}`);
    return entry;
  };
  const run = async (
    { compiled }: Awaited<ReturnType<typeof start>>,
    step = 0,
    values: Named<number> = knobs,
    offset = 0,
  ): Promise<Named<Numbers>> => compiled.run({ x }, { seed: 1n, step, offset }, values);
  return [
    {
      name: "lists noise, knobs and outputs",
      run: async () => {
        const { compiled } = await start();
        expect(compiled.noise["jitter/draw"]).toEqual({ shape: [2, 3, 4], law: { law: "normal" } });
        expect(compiled.knobs).toEqual(["spread"]);
        expect(compiled.outputs.y?.shape).toEqual([2, 3, 2]);
        compiled.dispose();
      },
    },
    {
      name: "repeats itself for one key, and draws anew for another step and seed",
      run: async () => {
        const made = await start();
        const first = await run(made, 4);
        expect((await run(made, 4)).y).toEqual(first.y);
        expect((await run(made, 5)).y).not.toEqual(first.y);
        const other = await made.compiled.run({ x }, { seed: 2n, step: 4 }, knobs);
        expect(other.y).not.toEqual(first.y);
        made.compiled.dispose();
      },
    },
    {
      name: "skips noise by the offset: chunks of a draw equal the whole",
      run: async () => {
        const made = await start();
        const [whole, later] = [await run(made), await run(made, 0, knobs, 1)];
        expectClose((later.y as Float32Array).subarray(0, 6), (whole.y as Float32Array).subarray(6), 1e-5);
        made.compiled.dispose();
      },
    },
    {
      name: "moves its knobs",
      run: async () => {
        const made = await start();
        const still = await run(made, 0, { spread: 0 });
        const y = still.y as Float32Array;
        expectClose(y.subarray(0, 6), y.subarray(6), 1e-6);
        expect((await run(made, 0, { spread: 1 })).y).not.toEqual(y);
        made.compiled.dispose();
      },
    },
    {
      name: "writes gradients that central differences confirm, and 0 where nothing flows",
      run: async () => {
        const made = await start();
        await run(made);
        const gradients = made.arena.gradients.slice();
        for (const path of ["encoder/weight", "decoder/weight"]) {
          const { offset, size } = rangeOf(made.arena, path);
          const numeric: number[] = [];
          for (let i = offset; i < offset + size; i++) {
            const held = made.arena.values[i] as number;
            const at = async (value: number) => {
              made.arena.values[i] = value;
              return (await run(made)).loss?.[0] as number;
            };
            numeric.push(((await at(held + 1e-2)) - (await at(held - 1e-2))) / 2e-2);
            made.arena.values[i] = held;
          }
          expectClose(gradients.subarray(offset, offset + size), numeric, 1e-3);
        }
        const unused = rangeOf(made.arena, "decoder/unused");
        expect([...gradients.subarray(unused.offset, unused.offset + unused.size)]).toEqual([0, 0, 0, 0, 0]);
        made.compiled.dispose();
      },
    },
    {
      name: "leaves the gradients of other groups alone",
      run: async () => {
        const made = await start({ ...signature, gradients: [{ of: "loss", params: ["encoder"] }] });
        made.arena.gradients.fill(7);
        await run(made);
        const { offset, size } = rangeOf(made.arena, "decoder/weight");
        expect([...made.arena.gradients.subarray(offset, offset + size)].every((g) => g === 7)).toBe(true);
        const own = rangeOf(made.arena, "encoder/weight");
        expect(made.arena.gradients[own.offset]).not.toBe(7);
        made.compiled.dispose();
      },
    },
    {
      name: "applies a state update after the step, and sees new parameter values",
      run: async () => {
        const made = await start();
        const { offset, size } = rangeOf(made.arena, "encoder/count");
        const first = await run(made);
        expect([...(first.count as Float32Array)]).toEqual([0, 0, 0, 0]);
        const counted = made.arena.values.slice(offset, offset + size);
        expect(counted.some((c) => c !== 0)).toBe(true);
        expectClose((await run(made)).count as Float32Array, counted, 1e-6);
        const weight = rangeOf(made.arena, "decoder/weight");
        made.arena.values.fill(0, weight.offset, weight.offset + weight.size);
        expect((await run(made)).loss?.[0]).toBe(0);
        made.compiled.dispose();
      },
    },
    {
      name: "returns gradients to inputs",
      run: async () => {
        const made = await start({ ...signature, gradients: [{ of: "loss", inputs: ["x"] }] });
        const out = await run(made);
        const numeric = await Promise.all(
          Array.from(x, async (value, i) => {
            const at = async (moved: number) => {
              const input = Float32Array.from(x);
              input[i] = moved;
              return (await made.compiled.run({ x: input }, { seed: 1n, step: 0 }, knobs)).loss?.[0] as number;
            };
            return ((await at(value + 1e-2)) - (await at(value - 1e-2))) / 2e-2;
          }),
        );
        expectClose(out["gradient/x"] as Float32Array, numeric, 1e-3);
        made.compiled.dispose();
      },
    },
    {
      name: "leaks no tensor",
      run: async () => {
        const made = await start();
        await run(made);
        const before = tf.memory().numTensors;
        await run(made, 1);
        expect(tf.memory().numTensors).toBe(before);
        made.compiled.dispose();
      },
    },
  ];
}
