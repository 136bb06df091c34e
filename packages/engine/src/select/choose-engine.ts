import { type Engine, EngineError } from "@elbo/spec";
import { fallBack } from "./fall-back.ts";

/** How an engine is chosen. */
export interface Selection {
  /** Engines to choose from, best first: "auto" takes the first that loads here. */
  readonly engines: readonly Engine[];
  /** Told when "auto" passes over an engine that does not load, or leaves one that cannot run a program. */
  readonly announce?: (message: string) => void;
  /** Engines that must load and run every program: no fallback from them. Default: the environment's ELBO_REQUIRE, by comma. */
  readonly required?: readonly string[];
}

const fromEnvironment = () =>
  (globalThis.process?.env.ELBO_REQUIRE ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/**
 * The engine `name`, or for "auto" the first of `engines` that loads here, which falls back to the next one when it
 * meets a program that it cannot compile.
 *
 * @throws EngineError for an unknown name, for a named or required engine that does not load, or when none does.
 */
export async function chooseEngine(
  name: string,
  { engines, announce = () => {}, required = fromEnvironment() }: Selection,
): Promise<Engine> {
  const demand = async (wanted: string): Promise<Engine> => {
    const engine = engines.find((candidate) => candidate.name === wanted);
    if (engine === undefined) {
      throw new EngineError(`there is no engine "${wanted}"`, {
        where: "engine/select",
        expected: ["auto", ...engines.map((candidate) => candidate.name)].join(", "),
        received: wanted,
      });
    }
    const state = await engine.available();
    if (state === true) return engine;
    throw new EngineError(`the engine "${wanted}" cannot run here: ${state.reason}`, {
      where: "engine/select",
      remedy: state.remedy,
    });
  };
  for (const wanted of required) await demand(wanted);
  if (name !== "auto") return demand(name);
  const missing: string[] = [];
  for (const [i, engine] of engines.entries()) {
    const state = await engine.available();
    if (state === true) {
      if (missing.length > 0) announce(`Using engine "${engine.name}". ${missing.join(" ")}`);
      return required.includes(engine.name) ? engine : fallBack(engine, engines.slice(i + 1), announce);
    }
    missing.push(`"${engine.name}" cannot run here: ${state.reason} ${state.remedy}`);
  }
  throw new EngineError("no engine runs here", { where: "engine/select", received: missing.join(" ") });
}
