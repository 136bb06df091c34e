import { type Engine, EngineError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { LoweringError } from "../errors/lowering-error.ts";
import { chooseEngine } from "./choose-engine.ts";

const fake = (name: string, runs: boolean): Engine => ({
  name,
  available: async () => runs || { reason: `no ${name}.`, remedy: `Get ${name}.` },
  compile: () => Promise.reject(new EngineError("only a fake", { where: "test" })),
});
const [fast, real, last] = [fake("onnx", false), fake("node", true), fake("cpu", true)];
const engines = [fast, real, last];

describe("chooseEngine", () => {
  it("takes the first that runs and announces once what it passed over", async () => {
    const said: string[] = [];
    const announce = (message: string) => void said.push(message);
    expect((await chooseEngine("auto", { engines, announce, required: [] })).name).toBe("node");
    expect(said).toEqual(['Using engine "node". "onnx" cannot run here: no onnx. Get onnx.']);
    expect((await chooseEngine("auto", { engines: [real, last], announce, required: [] })).name).toBe("node");
    expect(said).toHaveLength(1);
  });

  it("leaves an engine that cannot run a program, unless it is required or named", async () => {
    const refusal = new LoweringError("this cannot be lowered", { where: "test" });
    const picky = { ...real, compile: () => Promise.reject(refusal) };
    const said: string[] = [];
    const choose = async (name: string, required: readonly string[]) => {
      const chosen = await chooseEngine(name, {
        engines: [picky, last],
        announce: (text) => said.push(text),
        required,
      });
      return chosen.compile((() => ({})) as never, { inputs: {}, training: false }, {} as never);
    };
    await expect(choose("auto", [])).rejects.toThrow(/only a fake/); // that of the last engine
    expect(said).toHaveLength(1);
    await expect(choose("auto", ["node"])).rejects.toBe(refusal);
    await expect(choose("node", [])).rejects.toBe(refusal);
    expect(said).toHaveLength(1);
  });

  it("takes the named engine or none", async () => {
    expect(await chooseEngine("cpu", { engines, required: [] })).toBe(last);
    await expect(chooseEngine("onnx", { engines, required: [] })).rejects.toThrow(/no onnx/);
    await expect(chooseEngine("gpu", { engines, required: [] })).rejects.toThrow(EngineError);
    await expect(chooseEngine("auto", { engines: [fast], required: [] })).rejects.toThrow(/no engine runs here/);
  });

  it("turns a fallback into an error where an engine is required", async () => {
    await expect(chooseEngine("auto", { engines, required: ["onnx"] })).rejects.toThrow(/no onnx/);
    expect((await chooseEngine("auto", { engines, required: ["cpu"] })).name).toBe("node");
    await expect(chooseEngine("auto", { engines, required: ["onx"] })).rejects.toThrow(/"onx"/);
  });

  it("reads what is required from the environment", async () => {
    const held = process.env.ELBO_REQUIRE;
    try {
      process.env.ELBO_REQUIRE = "cpu, onnx";
      await expect(chooseEngine("auto", { engines })).rejects.toThrow(/no onnx/);
      process.env.ELBO_REQUIRE = "";
      expect((await chooseEngine("auto", { engines })).name).toBe("node");
    } finally {
      if (held === undefined) delete process.env.ELBO_REQUIRE;
      else process.env.ELBO_REQUIRE = held;
    }
  });
});
