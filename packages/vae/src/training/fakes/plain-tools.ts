import { initialValue, listParams } from "@elbo/program";
import type { Arena, ArenaEntry } from "@elbo/spec";
import { AVERAGE } from "../../checkpoints/load-weights.ts";
import type { Range } from "../../optimisers/optimiser.ts";
import type { ArenaTools } from "../arena-tools.ts";

/** Arena and kernels in plain JavaScript, written from the formulas: what tests compare the compiled ones with. */
export const plainTools: ArenaTools = {
  createArena: (tree, { slots }) => {
    const params = listParams(tree);
    const entries: ArenaEntry[] = [];
    const groups: Record<string, Range> = {};
    let at = 0;
    const place = (group: string, state: boolean) => {
      for (const { path, spec } of params.filter((each) => each.path.startsWith(`${group}/`))) {
        if ((spec.state === true) !== state) continue;
        const size = spec.shape.reduce((a, b) => a * b, 1);
        entries.push({ path, group, shape: spec.shape, offset: at, size, state });
        at += Math.ceil(size / 4) * 4;
      }
    };
    for (const group of Object.keys(tree)) {
      const offset = at;
      place(group, false);
      groups[group] = { offset, length: at - offset };
    }
    const trainable = at;
    for (const group of Object.keys(tree)) place(group, true);
    return {
      ...{ tree, entries, groups, trainable },
      values: new Float32Array(at),
      gradients: new Float32Array(trainable),
      slots: Object.fromEntries(slots.map((name) => [name, new Float32Array(trainable)])),
    };
  },
  initialiseArena: (arena, { seed, examples = {}, groups = Object.keys(arena.groups) }) => {
    const specs = new Map(listParams(arena.tree).map(({ path, spec }) => [path, spec]));
    for (const { path, group, offset } of arena.entries) {
      const spec = specs.get(path);
      if (spec && groups.includes(group)) arena.values.set(initialValue(path, spec, seed, examples[path]), offset);
    }
    for (const group of groups) {
      const { offset = 0, length = 0 } = arena.groups[group] ?? {};
      for (const array of [arena.gradients, ...Object.values(arena.slots)]) array.fill(0, offset, offset + length);
    }
  },
  createKernels: ({ values, gradients, slots }: Arena) => {
    const each = ({ offset, length }: Range, update: (i: number, w: number, g: number) => number) => {
      for (let i = offset; i < offset + length; i++) {
        values[i] = update(i, values[i] as number, gradients[i] as number);
      }
    };
    const indices = (ranges: readonly Range[]) =>
      ranges.flatMap(({ offset, length }) => Array.from({ length }, (_, i) => offset + i));
    const average = (ranges: readonly Range[], decay: number) => {
      const kept = slots[AVERAGE] as Float32Array;
      for (const i of indices(ranges)) kept[i] = decay * (kept[i] as number) + (1 - decay) * (values[i] as number);
    };
    return {
      adam: (range, { rate, beta1, beta2, epsilon, weightDecay, step, scale, averageDecay }) => {
        const [m, v] = [slots.m, slots.v] as [Float32Array, Float32Array];
        each(range, (i, w, raw) => {
          const g = scale * raw;
          const first = beta1 * (m[i] as number) + (1 - beta1) * g;
          const second = beta2 * (v[i] as number) + (1 - beta2) * g * g;
          m[i] = first;
          v[i] = second;
          const moved = first / (1 - beta1 ** step) / (Math.sqrt(second / (1 - beta2 ** step)) + epsilon);
          return w - rate * (moved + weightDecay * w);
        });
        if (averageDecay !== undefined) average([range], averageDecay);
      },
      sgd: (range, { rate, momentum, nesterov, weightDecay, scale, averageDecay }) => {
        const held = slots.momentum;
        each(range, (i, w, g) => {
          const gradient = scale * g + weightDecay * w;
          if (!held) return w - rate * gradient;
          const moved = momentum * (held[i] as number) + gradient;
          held[i] = moved;
          return w - rate * (nesterov ? gradient + momentum * moved : moved);
        });
        if (averageDecay !== undefined) average([range], averageDecay);
      },
      rmsprop: (range, { rate, decay, epsilon, centred, momentum, weightDecay, scale, averageDecay }) => {
        const [v, m, held] = [slots.v as Float32Array, slots.m, slots.momentum];
        each(range, (i, w, raw) => {
          const g = scale * raw + weightDecay * w;
          v[i] = decay * (v[i] as number) + (1 - decay) * g * g;
          if (centred && m) m[i] = decay * (m[i] as number) + (1 - decay) * g;
          const mean = centred && m ? (m[i] as number) : 0;
          const move = g / (Math.sqrt(Math.max(0, (v[i] as number) - mean * mean)) + epsilon);
          if (!held) return w - rate * move;
          held[i] = momentum * (held[i] as number) + move;
          return w - rate * (held[i] as number);
        });
        if (averageDecay !== undefined) average([range], averageDecay);
      },
      adamax: (range, { rate, beta1, beta2, epsilon, weightDecay, step, scale, averageDecay }) => {
        const [m, u] = [slots.m, slots.u] as [Float32Array, Float32Array];
        each(range, (i, w, raw) => {
          const g = scale * raw;
          m[i] = beta1 * (m[i] as number) + (1 - beta1) * g;
          u[i] = Math.max(beta2 * (u[i] as number), Math.abs(g) + epsilon);
          return w - rate * ((m[i] as number) / (1 - beta1 ** step) / (u[i] as number) + weightDecay * w);
        });
        if (averageDecay !== undefined) average([range], averageDecay);
      },
      adagrad: (range, { rate, epsilon, weightDecay, scale, averageDecay }) => {
        const v = slots.v as Float32Array;
        each(range, (i, w, raw) => {
          const g = scale * raw + weightDecay * w;
          v[i] = (v[i] as number) + g * g;
          return w - (rate * g) / (Math.sqrt(v[i] as number) + epsilon);
        });
        if (averageDecay !== undefined) average([range], averageDecay);
      },
      globalNorm: (ranges) => Math.hypot(...indices(ranges).map((i) => gradients[i] as number)),
      average,
    };
  },
};
