import { type Archives, createArchives } from "./archives.ts";
import { createDigits, type Digits } from "./digits.ts";
import { createNames, type Names } from "./names.ts";
import { createPlane, type Plane } from "./plane.ts";
import { modelsAt } from "./runtime.ts";

/** All that the worker does. */
export interface Compute {
  /** Comes first: where the models lie. */
  begin(models: string): void;
  readonly plane: Plane;
  readonly digits: Digits;
  readonly names: Names;
  readonly archives: Archives;
}

export const createCompute = (): Compute => ({
  begin: modelsAt,
  plane: createPlane(),
  digits: createDigits(),
  names: createNames(),
  archives: createArchives(),
});
