import { exportProgram, type Port } from "@elbo/engine";
import type { Arena } from "@elbo/spec";
import type { Assembled } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { describeFile } from "./describe-file.ts";
import { exportables, portName, type Refused } from "./exportable.ts";

/** One program of a model as an ONNX file. */
export interface ExportedFile {
  /** "encode.onnx" */
  readonly file: string;
  /** One sentence. */
  readonly about: string;
  readonly bytes: Uint8Array;
  /** What goes in and what comes out, with axes that follow the batch by name. */
  readonly ports: readonly Port[];
}

/** A model as ONNX files. */
export interface ExportedModel {
  readonly files: readonly ExportedFile[];
  /** Programs without a file, and why. */
  readonly refused: readonly Refused[];
}

/** When training has ended: moving scalars have their last values. */
export const end = { step: Number.MAX_SAFE_INTEGER, stepsPerEpoch: 1, steps: 1 };

/**
 * Writes a model's programs as standard ONNX for any batch size, in memory.
 *
 * @throws NotSupportedError when a program's graph depends on the batch size; EngineError for a kernel without lowering.
 */
export function exportModel(
  assembled: Assembled,
  arena: Arena,
  versions: Readonly<Record<string, string>>,
): ExportedModel {
  const { config, dataset, knobs } = assembled;
  const { programs, refused } = exportables(assembled, arena);
  const files = programs.map(({ name, about, request }): ExportedFile => {
    const { bytes, ports } = exportProgram(request, arena, {
      title: name,
      knobs: (paths) => knobValues(paths, knobs, end),
      nameOf: (port) => portName(port, name),
      metadata: (list) => describeFile({ about }, list, { config, dataset, versions }),
      ...(versions.elbo === undefined ? {} : { version: versions.elbo }),
    });
    return { file: `${name}.onnx`, about, bytes, ports };
  });
  return { files, refused };
}
