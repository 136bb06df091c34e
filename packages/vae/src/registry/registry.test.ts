import { ConfigError, type Definition, type Slot } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createRegistry } from "./registry.ts";

const part = (
  family: Definition["family"],
  kind: string,
  config: (slot: Slot) => z.ZodRawShape = () => ({}),
): Definition => ({
  ...{ family, kind, summary: "a part for a test", create: () => kind },
  config: (slot) => z.strictObject({ kind: z.literal(kind), ...config(slot) }),
});

describe("a registry", () => {
  const registry = createRegistry([
    part("prior", "flat"),
    part("prior", "mixture", (slot) => ({ of: z.array(slot("prior")) })),
    part("loss", "elbo", () => ({ beta: z.number().default(1) })),
  ]);

  it("lists kinds of a family in order, and finds definitions", () => {
    expect(registry.kinds("prior")).toEqual(["flat", "mixture"]);
    expect(registry.kinds("encoder")).toEqual([]);
    expect(registry.definition("loss", "elbo").kind).toBe("elbo");
  });

  it("chooses a schema by kind and fills in its defaults", () => {
    expect(registry.slot("loss").parse({ kind: "elbo" })).toEqual({ kind: "elbo", beta: 1 });
    expect(registry.slot("loss").safeParse({ kind: "flat" }).success).toBe(false);
  });

  it("lets a family hold parts of its own", () => {
    const nested = { kind: "mixture", of: [{ kind: "flat" }, { kind: "mixture", of: [] }] };
    expect(registry.slot("prior").parse(nested)).toEqual(nested);
    expect(registry.slot("prior").safeParse({ kind: "mixture", of: [{ kind: "other" }] }).success).toBe(false);
  });

  it("accepts nothing of a family without parts", () => {
    expect(registry.slot("encoder").safeParse({ kind: "dense" }).success).toBe(false);
  });

  it("names the nearest kind for one that is not there, and refuses two of one name", () => {
    expect(() => registry.definition("prior", "mixtur")).toThrow(
      /no prior is called "mixtur".*flat, mixture.*"mixture"/,
    );
    expect(() => createRegistry([part("prior", "flat"), part("prior", "flat")])).toThrow(ConfigError);
    expect(() => createRegistry([part("prior", "flat"), part("loss", "flat")])).not.toThrow();
  });
});
