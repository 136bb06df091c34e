import { PIXELS, SIDE } from "./show.ts";

/** A place on a picture, in pixels from its upper left corner; the middle of the first pixel is (0.5, 0.5). */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Distance of a point to the line between two others. */
function distance({ x, y }: Place, from: Place, to: Place): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - from.x) * dx + (y - from.y) * dy) / length));
  return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
}

/**
 * Draws a line with a round brush into `[28, 28]`: 1 within `radius`, falling to 0 over one more pixel. What is there
 * already is never made fainter.
 */
export function brush(values: Float32Array, from: Place, to: Place, radius: number): void {
  for (let i = 0; i < PIXELS; i++) {
    const far = distance({ x: (i % SIDE) + 0.5, y: Math.floor(i / SIDE) + 0.5 }, from, to);
    values[i] = Math.max(values[i] as number, Math.min(1, Math.max(0, radius + 1 - far)));
  }
}
