import type { PlaneFacts } from "../compute/plane.ts";
import { element } from "../page/element.ts";
import { PIXELS, SIDE } from "../pixels/show.ts";

const TILES = 20;
const SIZE = TILES * SIDE;

/** Ten colours that differ in lightness too (Tableau 10, in the order of the digits). */
const colours = "#4e79a7 #f28e2b #e15759 #76b7b2 #59a14f #edc948 #b07aa1 #ff9da7 #9c755f #bab0ac".split(" ");

/** The plane: decoded tiles, test digits as dots over them, and a mark. */
export interface PlaneMap {
  readonly canvas: HTMLCanvasElement;
  /** Codes of the tiles' centres, `[tile, 2]`, row by row. */
  readonly tiles: Float32Array;
  draw(facts: PlaneFacts, decoded: Float32Array): void;
  mark(at: readonly [number, number]): void;
  /** The code under a pointer. */
  placeOf(event: PointerEvent): [number, number];
}

function centres(reach: number): Float32Array {
  const at = (i: number) => -reach + (2 * reach * (i + 0.5)) / TILES;
  return Float32Array.from({ length: 2 * TILES * TILES }, (_, i) => {
    const tile = i >> 1;
    return i % 2 === 0 ? at(tile % TILES) : -at(Math.floor(tile / TILES));
  });
}

/** Tiles in half their brightness, so that the dots stand out. */
function paintTiles(context: CanvasRenderingContext2D, decoded: Float32Array): void {
  const image = context.createImageData(SIZE, SIZE);
  for (let i = 0; i < SIZE * SIZE; i++) {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    const tile = Math.floor(y / SIDE) * TILES + Math.floor(x / SIDE);
    const value = 24 + 110 * (decoded[tile * PIXELS + (y % SIDE) * SIDE + (x % SIDE)] as number);
    image.data.set([value, value, value, 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
}

export function createMap(reach: number): PlaneMap {
  const canvas = element("canvas", {
    width: SIZE,
    height: SIZE,
    class: "plane",
    tabindex: 0,
    role: "application",
    "aria-label": "Plane of two latents. Arrow keys move; the sliders below do the same.",
  });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const across = (z: number) => ((z + reach) / (2 * reach)) * SIZE;
  const down = (z: number) => SIZE - across(z);
  let painted: ImageData | undefined;
  const disc = (x: number, y: number, radius: number) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
  };
  return {
    canvas,
    tiles: centres(reach),
    draw: ({ codes, labels }, decoded) => {
      paintTiles(context, decoded);
      context.globalAlpha = 0.75;
      for (const [i, label] of labels.entries()) {
        context.fillStyle = colours[label] as string;
        disc(across(codes[2 * i] as number), down(codes[2 * i + 1] as number), 3);
        context.fill();
      }
      context.globalAlpha = 1;
      painted = context.getImageData(0, 0, SIZE, SIZE);
    },
    mark: ([x, y]) => {
      if (painted) context.putImageData(painted, 0, 0);
      for (const [colour, width] of [
        ["#000", 6],
        ["#fff", 3],
      ] as const) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        disc(across(x), down(y), 12);
        context.stroke();
      }
    },
    placeOf: ({ clientX, clientY }) => {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      return [reach * ((2 * (clientX - left)) / width - 1), -reach * ((2 * (clientY - top)) / height - 1)];
    },
  };
}
