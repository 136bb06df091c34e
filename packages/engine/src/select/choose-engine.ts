import { type Engine, EngineError } from "@elbo/spec";

/** How an engine is chosen. */
export interface Selection {
  /** Engines to choose from, best first: "auto" takes the first that loads here. */
  readonly engines: readonly Engine[];
  /** Told once when "auto" falls back. */
  readonly announce?: (message: string) => void;
  /** Engines that must load: a missing one is an error, not a fallback. Default: the environment's ELBO_REQUIRE, by comma. */
  readonly required?: readonly string[];
}

const fromEnvironment = () =>
  (globalThis.process?.env.ELBO_REQUIRE ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/**
 * The engine `name`, or for "auto" the first of `engines` that loads here.
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
  for (const engine of engines) {
    const state = await engine.available();
    if (state === true) {
      if (missing.length > 0) announce(`Using engine "${engine.name}". ${missing.join(" ")}`);
      return engine;
    }
    missing.push(`"${engine.name}" cannot run here: ${state.reason} ${state.remedy}`);
  }
  throw new EngineError("no engine runs here", { where: "engine/select", received: missing.join(" ") });
}
