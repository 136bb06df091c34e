/** Shapes of dSprites, in the order of its classes. */
export const spriteShapes = ["square", "ellipse", "heart"] as const;

/** Half the square's side, pixels of a 64 x 64 picture at scale 1. */
const SQUARE = 9.6;
/** Half axes of the ellipse. */
const ELLIPSE = { wide: 12, high: 7.2 };
/** The heart's curve is this many times larger than (u^2 + v^2 - 1)^3 = u^2 v^3. */
const HEART = 9.6;
/** No shape reaches further from its centre. */
const REACH = 13.7;

/** Is the point `right`, `down` of the centre inside the upright shape at scale 1? Pixels. */
const inside: { readonly [K in (typeof spriteShapes)[number]]: (right: number, down: number) => boolean } = {
  square: (right, down) => Math.abs(right) <= SQUARE && Math.abs(down) <= SQUARE,
  ellipse: (right, down) => (right / ELLIPSE.wide) ** 2 + (down / ELLIPSE.high) ** 2 <= 1,
  heart(right, down) {
    const [u, v] = [right / HEART, -down / HEART];
    return (u * u + v * v - 1) ** 3 <= u * u * v * v * v;
  },
};

/** One sprite: lengths in pixels of a 64 x 64 picture, whatever the picture's size. */
export interface Sprite {
  readonly shape: (typeof spriteShapes)[number];
  readonly scale: number;
  /** Radians, clockwise. */
  readonly angle: number;
  /** Centre, counted from the middle of the first pixel: column and row. */
  readonly column: number;
  readonly row: number;
}

/** Sets `x` `[size, size]` to 1 where the middle of a pixel lies inside the sprite, else 0. No smoothing. */
export function drawSprite(
  { shape, scale, angle, column, row }: Sprite,
  size: number,
  x: { fill(value: number): unknown; [at: number]: number },
): void {
  x.fill(0);
  const pixel = 64 / size;
  const [cos, sin, reach] = [Math.cos(angle) / scale, Math.sin(angle) / scale, REACH * scale];
  const first = (centre: number) => Math.max(0, Math.floor((centre - reach + 0.5) / pixel - 0.5));
  const last = (centre: number) => Math.min(size - 1, Math.ceil((centre + reach + 0.5) / pixel - 0.5));
  const within = inside[shape];
  for (let i = first(row); i <= last(row); i++) {
    const down = (i + 0.5) * pixel - 0.5 - row;
    for (let j = first(column); j <= last(column); j++) {
      const right = (j + 0.5) * pixel - 0.5 - column;
      if (within(cos * right + sin * down, cos * down - sin * right)) x[i * size + j] = 1;
    }
  }
}
