import { expect, it } from "vitest";
import { createBreath } from "./breathe.ts";
import { createStopwatch } from "./progress.ts";

it("lets timers run during a computation that never waits for anything else", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  const breathe = createBreath(5);
  const end = performance.now() + 120;
  while (performance.now() < end) await breathe();
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});

it("waits only when the last turn is long enough ago", async () => {
  let now = 0;
  const breathe = createBreath(25, () => now);
  let turned = false;
  setImmediate(() => {
    turned = true;
  });
  now = 24;
  await breathe();
  expect(turned).toBe(false);
  now = 25;
  await breathe();
  expect(turned).toBe(true);
});

it("measures samples per second of each lap, pauses left out", () => {
  let now = 1000;
  const stopwatch = createStopwatch(() => now);
  stopwatch.count(30);
  now += 1500;
  stopwatch.skip(500);
  expect(stopwatch.lap()).toBe(30);
  expect(stopwatch.lap()).toBe(0);
  stopwatch.count(10);
  now += 500;
  expect(stopwatch.lap()).toBe(20);
});
