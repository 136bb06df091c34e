import type { Engine } from "@elbo/spec";
import { cpuEngine } from "../eager/cpu-engine.ts";
import { nodeEngine } from "../eager/node-engine.ts";
import { onnxEngine } from "../onnx/onnx-engine.ts";
import { chooseEngine, type Selection } from "./choose-engine.ts";

/** The engines that come with this package, fastest first. */
export const engines: readonly Engine[] = [onnxEngine, nodeEngine, cpuEngine];

/**
 * The engine `name` ("onnx", "node", "cpu"), or with "auto" the fastest that loads here, with a word about what was
 * passed over.
 *
 * @throws EngineError as `chooseEngine` does.
 */
export function selectEngine(name: string, options: Omit<Selection, "engines"> = {}): Promise<Engine> {
  return chooseEngine(name, { engines, ...options });
}
