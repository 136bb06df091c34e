import { expect, it } from "vitest";
import { tensorsOfArena } from "./arena-tensors.ts";
import { createCheckpointStore } from "./checkpoint-store.ts";
import { fakeArena } from "./fakes/fake-arena.ts";
import { memoryDisk } from "./fakes/memory-disk.ts";
import { loadWeights } from "./load-weights.ts";

it("loads the average as the weights to use, without needing slots", async () => {
  const store = createCheckpointStore("run", memoryDisk());
  const to = fakeArena([]);
  await expect(loadWeights(store, "best", to)).rejects.toThrow(/no such checkpoint/);
  const from = fakeArena(["m", "average"], 1);
  await store.save(["best"], { config: {}, state: {}, tensors: tensorsOfArena(from) });
  await loadWeights(store, "best", to, { config: {} });
  expect([...to.values]).toEqual([21, 21, 21, 0, 5, 6, 0, 0]);
});
