/** Sides of the models' pictures. */
export const SIDE = 28;
export const PIXELS = SIDE * SIDE;

type Colour = (value: number) => readonly [red: number, green: number, blue: number];

const grey: Colour = (value) => [255 * value, 255 * value, 255 * value];

/** Dark through red to light yellow: how sure the model is. */
export const heat: Colour = (value) => [
  255 * Math.min(1, 1.6 * value),
  255 * Math.max(0, Math.min(1, 2 * value - 0.6)),
  255 * Math.max(0, 3 * value - 2.2),
];

/** Shows values `[28, 28]` between 0 and 1 on a canvas of 28 x 28 pixels, which the style sheet makes larger. */
export function show(canvas: HTMLCanvasElement, values: ArrayLike<number>, colour: Colour = grey): void {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) {
    const [red, green, blue] = colour(Math.min(1, Math.max(0, values[i] as number)));
    image.data.set([red, green, blue, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}
