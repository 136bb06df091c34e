import type { RemoteCompute } from "../compute/start-worker.ts";
import { button, element } from "../page/element.ts";
import { latest } from "../page/latest.ts";
import { createPanel, type Panel } from "../page/panel.ts";
import { brush, type Place } from "../pixels/brush.ts";
import { centreDigit } from "../pixels/centre.ts";
import { captioned, picture } from "../pixels/picture.ts";
import { heat, PIXELS, SIDE, show } from "../pixels/show.ts";
import { createSketch } from "../pixels/sketch.ts";

const DRAWS = 32;
/** Draws that are shown one by one. */
const SHOWN = 6;
const RADIUS = 0.7;
/** The deviation of p(x|z) over draws that is shown as the brightest: a pixel that is 0 or 1 as it likes has 0.5. */
const MOST = 0.5;

/** A drawing with the keyboard's pen over it. */
function withPen(drawing: Float32Array, { x, y }: Place): Float32Array {
  const copy = drawing.slice();
  const at = Math.floor(y) * SIDE + Math.floor(x);
  copy[at] = (copy[at] as number) > 0.5 ? 0.3 : 0.7;
  return copy;
}

/** Draw a digit, and see how the model understands it and where it is in doubt. */
export function drawPanel(compute: Promise<RemoteCompute>): Panel {
  const drawing = new Float32Array(PIXELS);
  const [seen, mean, doubt] = [
    picture("The drawing, centred as the model's digits are"),
    picture("Reconstruction: mean over the draws"),
    picture("Where the draws differ"),
  ];
  const draws = Array.from({ length: SHOWN }, (_, i) => picture(`Draw ${i + 1}`));
  let reconstruct: () => void = () => {};
  let take: () => void = () => {};
  const sketch = createSketch("A place to draw a digit.", {
    line: (from, to) => {
      brush(drawing, from, to, RADIUS);
      show(sketch.canvas, drawing);
      reconstruct();
    },
    end: () => reconstruct(),
    pen: (at) => show(sketch.canvas, withPen(drawing, at)),
  });
  const redraw = (values: ArrayLike<number>) => {
    drawing.set(Array.from(values));
    show(sketch.canvas, drawing);
    reconstruct();
  };
  const panel = createPanel(
    {
      id: "draw",
      title: "Draw a digit",
      about:
        `The encoder says not one code for a drawing but a distribution of codes. ${DRAWS} draws of it are decoded: ` +
        "you see their mean, and bright where they disagree.",
    },
    [
      element(
        "div",
        { class: "four" },
        captioned(sketch.canvas, "draw here"),
        captioned(seen, "centred, as the model gets it"),
        captioned(mean, `mean of ${DRAWS} draws`),
        captioned(doubt, "where the draws differ"),
      ),
      element("div", { class: "strip", role: "group", "aria-label": "Single draws" }, ...draws),
      element(
        "div",
        { class: "buttons" },
        button("Clear", () => redraw(new Float32Array(PIXELS))),
        button("Take a test digit", () => take()),
      ),
    ],
  );
  for (const canvas of [sketch.canvas, seen, mean, doubt, ...draws]) show(canvas, new Float32Array(PIXELS));
  panel.run(async () => {
    const { digits } = await compute;
    panel.say("Loading the model.");
    const facts = await digits.open();
    panel.say("Draw a digit with the mouse, a finger or the keyboard.");
    const work = latest(async (x: Float32Array) => {
      const found = await digits.reconstruct(x, DRAWS);
      show(seen, x);
      show(mean, found.mean);
      show(
        doubt,
        found.deviation.map((value) => value / MOST),
        heat,
      );
      for (const [i, canvas] of draws.entries()) show(canvas, found.draws.subarray(i * PIXELS, (i + 1) * PIXELS));
      const doubtful = found.deviation.reduce((sum, value) => sum + value, 0) / PIXELS;
      panel.say(`Mean deviation of a pixel over the draws: ${doubtful.toFixed(3)}`);
    });
    reconstruct = () => panel.run(() => work(centreDigit(drawing)));
    let next = 0;
    take = () => {
      const at = next++ % facts.labels.length;
      redraw(Array.from(facts.digits.subarray(at * PIXELS, (at + 1) * PIXELS), (byte) => byte / 255));
    };
  });
  return panel;
}
