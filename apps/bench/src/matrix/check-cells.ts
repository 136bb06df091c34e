import type { Dataset } from "@elbo/spec";
import { type ModelConfig, openData, type Registry, wireParts } from "@elbo/vae";
import { inCell } from "./parse-matrix.ts";
import type { PlannedRun } from "./plan-runs.ts";

/** A cell, and its config after parsing. */
export interface ParsedCell extends Pick<PlannedRun, "variant" | "data"> {
  readonly parsed: ModelConfig;
}

/**
 * Puts the parts of every variant together, on data opened once each, so that nothing is trained when one cannot be.
 *
 * @throws ConfigError naming the first cell whose parts do not fit; DataError when data cannot be had.
 */
export async function checkCells(cells: readonly ParsedCell[], registry: Registry): Promise<void> {
  const variants = new Map(cells.map((cell) => [`${cell.data}\n${cell.variant}`, cell]));
  const opened = new Map<string, Dataset>();
  try {
    for (const cell of variants.values()) {
      const key = JSON.stringify(cell.parsed.data);
      const dataset = opened.get(key) ?? (await openData(cell.parsed, registry));
      opened.set(key, dataset);
      inCell(cell, () => wireParts(cell.parsed, dataset, registry));
    }
  } finally {
    for (const dataset of opened.values()) await dataset.close?.();
  }
}
