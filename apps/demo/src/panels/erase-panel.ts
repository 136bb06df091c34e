import type { RemoteCompute } from "../compute/start-worker.ts";
import { button, element } from "../page/element.ts";
import { latest } from "../page/latest.ts";
import { createPanel, type Panel } from "../page/panel.ts";
import { brush, type Place } from "../pixels/brush.ts";
import { captioned, picture } from "../pixels/picture.ts";
import { heat, PIXELS, SIDE, show } from "../pixels/show.ts";
import { createSketch } from "../pixels/sketch.ts";

const RADIUS = 1.6;
const COUNT = 8;
const MOST = 0.5;

/** A picture with what is erased shown in blue. */
function showErased(canvas: HTMLCanvasElement, x: Float32Array, seen: Float32Array, pen?: Place): void {
  show(canvas, x);
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.getImageData(0, 0, SIDE, SIDE);
  for (let i = 0; i < PIXELS; i++) if (seen[i] === 0) image.data.set([46, 84, 196, 255], 4 * i);
  if (pen) image.data.set([255, 176, 0, 255], 4 * (Math.floor(pen.y) * SIDE + Math.floor(pen.x)));
  context.putImageData(image, 0, 0);
}

/** Erase part of a digit, and see what may have been there. */
export function erasePanel(compute: Promise<RemoteCompute>): Panel {
  const x = new Float32Array(PIXELS);
  const seen = new Float32Array(PIXELS).fill(1);
  const doubt = picture("Where the completions differ");
  const completions = Array.from({ length: COUNT }, (_, i) => picture(`Completion ${i + 1}`));
  let complete: () => void = () => {};
  let take: () => void = () => {};
  const sketch = createSketch("A digit to erase from.", {
    line: (from, to) => {
      const touched = new Float32Array(PIXELS);
      brush(touched, from, to, RADIUS);
      for (const [i, value] of touched.entries()) if (value > 0.5) seen[i] = 0;
      showErased(sketch.canvas, x, seen);
    },
    end: () => complete(),
    pen: (at) => showErased(sketch.canvas, x, seen, at),
  });
  const erase = (isErased: (row: number) => boolean) => {
    for (let i = 0; i < PIXELS; i++) seen[i] = isErased(Math.floor(i / SIDE)) ? 0 : 1;
    showErased(sketch.canvas, x, seen);
    complete();
  };
  const panel = createPanel(
    {
      id: "erase",
      title: "Erase and complete",
      about:
        "Wipe over the digit. The model looks for codes whose pictures agree with what is left, and each " +
        "completion is one of them; what you did not erase stays as it is.",
    },
    [
      element(
        "div",
        { class: "split even" },
        captioned(sketch.canvas, "erase here: what is blue is gone"),
        element(
          "div",
          {},
          element("div", { class: "grid", role: "group", "aria-label": "Completions" }, ...completions),
          element("p", { class: "note" }, `${COUNT} completions`),
        ),
      ),
      element(
        "div",
        { class: "buttons" },
        button("Another digit", () => take()),
        button("Erase the lower half", () => erase((row) => row >= SIDE / 2)),
        button("Erase nothing", () => erase(() => false)),
      ),
      element("div", { class: "narrow" }, captioned(doubt, "where the completions differ")),
    ],
  );
  panel.run(async () => {
    const { digits } = await compute;
    panel.say("Loading the model.");
    const facts = await digits.open();
    const work = latest(async () => {
      panel.say("Looking for completions.");
      const found = await digits.complete(x.slice(), seen.slice());
      for (const [i, canvas] of completions.entries()) {
        show(canvas, found.pictures.subarray(i * PIXELS, (i + 1) * PIXELS));
      }
      show(
        doubt,
        found.deviation.map((value) => value / MOST),
        heat,
      );
      const { particles, effective } = found;
      panel.say(`${particles} candidates, weighted by how well they agree: worth ${effective.toFixed(1)} equal ones.`);
    });
    complete = () => panel.run(() => work(undefined));
    let next = 0;
    take = () => {
      const at = next++ % facts.labels.length;
      x.set(Array.from(facts.digits.subarray(at * PIXELS, (at + 1) * PIXELS), (byte) => byte / 255));
      erase((row) => row >= SIDE / 2);
    };
    take();
  });
  return panel;
}
