import { element } from "../page/element.ts";
import type { Place } from "./brush.ts";
import { SIDE } from "./show.ts";

/** A canvas that one draws on, with a pointer or with keys. */
export interface Sketch {
  readonly canvas: HTMLCanvasElement;
}

/** What happens while one draws. */
export interface Strokes {
  /** The pen moved while it was down. */
  line(from: Place, to: Place): void;
  /** The pen was lifted. */
  end(): void;
  /** The keyboard's pen is at a place now. */
  pen(at: Place, down: boolean): void;
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Arrow keys move a pen, the space bar puts it down and lifts it. */
function drawByKeys(canvas: HTMLCanvasElement, { line, end, pen }: Strokes): void {
  let at: Place = { x: SIDE / 2, y: SIDE / 2 };
  let down = false;
  const inside = (value: number) => Math.min(SIDE - 0.5, Math.max(0.5, value));
  canvas.addEventListener("keydown", (event) => {
    const step = arrows[event.key];
    if (!step && event.key !== " ") return;
    event.preventDefault();
    const from = at;
    if (step) at = { x: inside(at.x + step[0]), y: inside(at.y + step[1]) };
    else down = !down;
    if (down) line(from, at);
    else if (!step) end();
    pen(at, down);
  });
  canvas.addEventListener("blur", () => {
    if (down) end();
    down = false;
  });
}

/** Makes a canvas to draw on. */
export function createSketch(label: string, strokes: Strokes): Sketch {
  const canvas = element("canvas", {
    width: SIDE,
    height: SIDE,
    class: "picture sketch",
    tabindex: 0,
    role: "application",
    "aria-label": `${label} Arrow keys move a pen, the space bar puts it down and lifts it.`,
  });
  let pen: { readonly pointer: number; at: Place } | undefined;
  const placeOf = ({ clientX, clientY }: PointerEvent): Place => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return { x: ((clientX - left) / width) * SIDE, y: ((clientY - top) / height) * SIDE };
  };
  // One pointer draws: not two fingers in turns, nor the button that opens a menu.
  canvas.addEventListener("pointerdown", (event) => {
    if (pen || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pen = { pointer: event.pointerId, at: placeOf(event) };
    strokes.line(pen.at, pen.at);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen?.pointer) return;
    for (const each of event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
      const place = placeOf(each);
      strokes.line(pen.at, place);
      pen.at = place;
    }
  });
  const lift = ({ pointerId }: PointerEvent) => {
    if (pointerId !== pen?.pointer) return;
    pen = undefined;
    strokes.end();
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  canvas.addEventListener("lostpointercapture", lift);
  drawByKeys(canvas, strokes);
  return { canvas };
}
