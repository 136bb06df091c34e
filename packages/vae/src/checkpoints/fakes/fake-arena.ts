import type { Arena } from "@elbo/spec";

/** A trainable `encoder/w` [3] and a state `encoder/mean` [2]; values count up from `fill`. */
export const fakeArena = (slots: readonly string[], fill = 0): Arena => ({
  tree: {},
  entries: [
    { path: "encoder/w", group: "encoder", shape: [3], offset: 0, size: 3, state: false },
    { path: "encoder/mean", group: "encoder", shape: [2], offset: 4, size: 2, state: true },
  ],
  groups: { encoder: { offset: 0, length: 4 } },
  values: Float32Array.from({ length: 8 }, (_, i) => (fill ? fill + i : 0)),
  gradients: new Float32Array(4),
  trainable: 4,
  slots: Object.fromEntries(slots.map((name, k) => [name, new Float32Array(4).fill(fill ? 10 * (k + 1) + fill : 0)])),
});
