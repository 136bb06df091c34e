import { type Compiled, type Engine, EngineError } from "@elbo/spec";
import { describe, expect, it } from "vitest";
import { LoweringError } from "../errors/lowering-error.ts";
import { fallBack } from "./fall-back.ts";

const unknown = new LoweringError('the kernel "LRN" cannot be lowered to ONNX', { where: 'scope "encoder"' });
/** Compiles programs named `easy` on every engine, others as `outcome` says; a compilation carries the engine's name. */
function fake(name: string, outcome: "runs" | "missing" | Error): Engine {
  return {
    name,
    available: async () => outcome !== "missing" || { reason: "none", remedy: "none" },
    compile: async (program) => {
      if (outcome instanceof Error && program.name !== "easy") throw outcome;
      return { engine: name } as unknown as Compiled;
    },
  };
}
const easy = Object.assign(() => ({}), {});
Object.defineProperty(easy, "name", { value: "easy" });
const hard = () => ({});
const signature = { inputs: {}, training: false } as const;
const compileOn = async (engine: Engine, program: () => object) =>
  ((await engine.compile(program as never, signature, {} as never)) as unknown as { engine: string }).engine;

describe("fallBack", () => {
  it("changes at the first program that cannot be lowered, says so once, and stays", async () => {
    const said: string[] = [];
    const others = [fake("node", "missing"), fake("cpu", "runs")];
    const engine = fallBack(fake("onnx", unknown), others, (message) => void said.push(message));
    expect(engine.name).toBe("onnx");
    expect(await compileOn(engine, easy)).toBe("onnx");
    expect(await Promise.all([hard, hard, hard].map((program) => compileOn(engine, program)))).toEqual([
      "cpu",
      "cpu",
      "cpu",
    ]);
    expect(engine.name).toBe("cpu");
    expect(await compileOn(engine, easy)).toBe("cpu");
    expect(said).toEqual([
      'Using engine "cpu" from here on. "onnx" cannot run a program: the kernel "LRN" cannot be lowered to ONNX (scope "encoder").',
    ]);
  });

  it("passes a program's own mistakes on", async () => {
    const mistake = new EngineError("an output is missing", { where: "engine/trace" });
    const engine = fallBack(fake("onnx", mistake), [fake("cpu", "runs")], () => expect.unreachable());
    await expect(compileOn(engine, hard)).rejects.toBe(mistake);
    expect(engine.name).toBe("onnx");
  });

  it("fails with the reason when no engine is left, and with what announce throws", async () => {
    const alone = fallBack(fake("onnx", unknown), [fake("node", "missing")], () => {});
    await expect(compileOn(alone, hard)).rejects.toBe(unknown);
    const strict = fallBack(fake("onnx", unknown), [fake("cpu", "runs")], (message) => {
      throw new EngineError(message, { where: "bench" });
    });
    await expect(compileOn(strict, hard)).rejects.toThrow(/Using engine "cpu" from here on/);
    expect(strict.name).toBe("onnx");
  });
});
