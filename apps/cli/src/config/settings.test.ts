import { overrideConfig } from "@elbo/vae";
import { expect, it } from "vitest";
import { readSettings } from "./settings.ts";

const set = (...settings: string[]) => overrideConfig({}, readSettings(settings));

it("reads values as a config file would", () => {
  expect(set("a.b=4", "a.c=yes please", "d=[1, two]", "e={kind: vq, shape: [2, 3]}", "f=1e-3", "g=true")).toEqual({
    a: { b: 4, c: "yes please" },
    d: [1, "two"],
    e: { kind: "vq", shape: [2, 3] },
    f: 0.001,
    g: true,
  });
});

it("leaves broken YAML as text, and settings without = for the config to refuse", () => {
  expect(set("path={a")).toEqual({ path: "{a" });
  expect(() => set("loss.beta")).toThrow(/path=value/);
});
