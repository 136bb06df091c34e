import { setTimeout } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { ConfigError } from "@elbo/spec";
import { afterEach, expect, it } from "vitest";
import { type CallerEvents, createCaller } from "./caller.ts";
import { type Methods, serveCalls } from "./serve-calls.ts";

const open: MessageChannel[] = [];
afterEach(() => {
  for (const { port1 } of open.splice(0)) port1.close();
});

const connect = (methods: Methods, events?: CallerEvents, onEnd?: () => void) => {
  const channel = new MessageChannel();
  open.push(channel);
  serveCalls(channel.port2, methods, onEnd);
  return createCaller(channel.port1, events);
};

it("answers come to the calls they belong to, errors as errors of their class", async () => {
  const caller = connect({
    after: async ({ ms, say }: { ms: number; say: string }) => setTimeout(ms, say),
    refuse: () => Promise.reject(new ConfigError("no", { where: "here" })),
  });
  const slow = caller.call("after", { ms: 50, say: "slow" });
  expect(await caller.call("after", { ms: 0, say: "fast" })).toBe("fast");
  expect(caller.pending).toBe(1);
  await expect(caller.call("refuse")).rejects.toThrow(ConfigError);
  await expect(caller.call("unheard-of")).rejects.toThrow(/unheard-of/);
  expect(await slow).toBe("slow");
});

it("a method hears that it should stop, and tells on the way", async () => {
  const caller = connect({
    count: async (_: unknown, { signal, tell }) => {
      let n = 0;
      while (!signal.aborted) {
        tell(n++);
        await setTimeout(1);
      }
      return "stopped";
    },
  });
  const stop = new AbortController();
  const told: number[] = [];
  const onTell = (n: number) => {
    told.push(n);
    if (n === 3) stop.abort();
  };
  expect(await caller.call("count", undefined, { signal: stop.signal, onTell })).toBe("stopped");
  expect(told.slice(0, 4)).toEqual([0, 1, 2, 3]);
  expect(await caller.call("count", undefined, { signal: AbortSignal.abort() })).toBe("stopped");
  const careless = () => {
    throw new Error("cannot listen");
  };
  await expect(caller.call("count", undefined, { onTell: careless })).rejects.toThrow("cannot listen");
});

it("says when it waits and when not; a worker that fails rejects what waits and what comes", async () => {
  const idle: boolean[] = [];
  const caller = connect(
    { wait: () => setTimeout(60_000, undefined, { ref: false }), echo: async (x: unknown) => x },
    { onIdle: (now) => idle.push(now) },
  );
  expect(await caller.call("echo", 1)).toBe(1);
  expect(idle).toEqual([false, true]);
  const hopeless = caller.call("wait");
  caller.fail(new Error("gone"));
  await expect(hopeless).rejects.toThrow("gone");
  await expect(caller.call("echo", 2)).rejects.toThrow("gone");
  expect(idle).toEqual([false, true, false, true]);
});

it("an argument that cannot be copied rejects its call, which then keeps nothing waiting", async () => {
  const idle: boolean[] = [];
  const caller = connect({ echo: async (x: unknown) => x }, { onIdle: (now) => idle.push(now) });
  await expect(caller.call("echo", () => {})).rejects.toThrow(/could not be cloned/);
  expect([caller.pending, idle]).toEqual([0, []]);
});

it("the other end hears that nothing more will come", async () => {
  await new Promise<void>((ended) => connect({}, undefined, ended).end());
});

it("what the other end announces is heard at any time; a listener that throws ends the calls that wait", async () => {
  const heard: string[] = [];
  const onAnnounce = (message: string) => {
    heard.push(message);
    if (message === "worse") throw new Error("not with me");
  };
  const methods: Methods = {
    say: async (text: string) => open.at(-1)?.port2.postMessage({ announce: text }),
    wait: (_: unknown, { signal }) => new Promise((resolve) => signal.addEventListener("abort", resolve)),
  };
  const caller = connect(methods, { onAnnounce });
  await caller.call("say", "news");
  const waiting = caller.call("wait");
  const saying = caller.call("say", "worse");
  await expect(waiting).rejects.toThrow("not with me");
  await expect(saying).rejects.toThrow("not with me");
  expect(heard).toEqual(["news", "worse"]);
});
