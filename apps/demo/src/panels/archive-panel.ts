import type { Coins } from "../compute/archives.ts";
import type { RemoteCompute } from "../compute/start-worker.ts";
import { button, element } from "../page/element.ts";
import { latest } from "../page/latest.ts";
import { createPanel, type Panel } from "../page/panel.ts";
import { coinsOf, MOST, paint, sheetOf } from "../pixels/coins.ts";
import { captioned } from "../pixels/picture.ts";

const COLUMNS = 10;
/** Digits from one sheet to the next. */
const STEP = 37;

const sheet = (label: string) =>
  element("canvas", { width: 1, height: 1, role: "img", "aria-label": label, class: "sheet" });

/** Shows a picture at its own size, which the style sheet fits to the page. */
function show(canvas: HTMLCanvasElement, picture: Coins): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  const image = context.createImageData(picture.width, picture.height);
  paint(picture, image.data);
  context.putImageData(image, 0, 0);
}

/** Bytes of the canvas as this browser's PNG. */
const pngBytes = (canvas: HTMLCanvasElement): Promise<number> =>
  new Promise((resolve) => canvas.toBlob((blob) => resolve(blob?.size ?? 0), "image/png"));

/** A file's picture in black and white. @throws Error of one sentence when it is none, or too large. */
async function readPicture(file: Blob): Promise<Coins> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new Error("That is no picture that this browser can read.");
  });
  const { width, height } = bitmap;
  if (width * height > MOST) throw new Error(`That picture has more than ${MOST.toLocaleString("en")} pixels.`);
  const context = element("canvas", { width, height }).getContext("2d") as CanvasRenderingContext2D;
  context.drawImage(bitmap, 0, 0);
  return coinsOf(context.getImageData(0, 0, width, height));
}

const bytesText = (bytes: number) => `${bytes.toLocaleString("en")} bytes`;

/** Drop a picture, get an archive of it, and the same picture back. */
export function archivePanel(compute: Promise<RemoteCompute>): Panel {
  const [given, back] = [sheet("The picture in black and white"), sheet("The picture out of the archive")];
  const file = element("input", {
    type: "file",
    accept: "image/*,.elbo",
    "aria-label": "Open a picture or an archive",
  });
  const save = element("a", { class: "save", hidden: true, download: "picture.elbo" }, "Save the archive");
  let take: () => void = () => {};
  let open: (dropped: File) => void = () => {};
  const panel = createPanel(
    {
      id: "archive",
      title: "A picture, compressed",
      about:
        "The model of digits says how probable each picture is, and a coder gives probable ones few bits. Drop a " +
        "picture here: in black and white it becomes an archive, which is opened again. Sheets of digits become smaller " +
        "than a PNG; of other pictures the model knows nothing, and the archive says so by its size.",
    },
    [
      element(
        "div",
        { class: "split even" },
        captioned(given, "what goes in"),
        captioned(back, "what the archive gives back"),
      ),
      element(
        "div",
        { class: "buttons" },
        button("Another sheet of digits", () => take()),
        file,
        save,
      ),
    ],
  );
  panel.section.addEventListener("dragover", (event) => event.preventDefault());
  panel.section.addEventListener("drop", (event) => {
    event.preventDefault();
    const dropped = event.dataTransfer?.files[0];
    if (dropped) open(dropped);
  });
  file.addEventListener("change", () => {
    const chosen = file.files?.[0];
    if (chosen) open(chosen);
  });
  panel.run(async () => {
    const { archives, digits } = await compute;
    panel.say("Loading the model.");
    const [facts] = await Promise.all([digits.open(), archives.open()]);
    const work = latest(async (read: () => Promise<Coins>) => {
      try {
        const picture = await read();
        show(given, picture);
        panel.say("Compressing.");
        const archive = await archives.compress(picture);
        const restored = await archives.restore(archive, MOST);
        show(back, restored);
        const same = restored.pixels.every((white, i) => white === picture.pixels[i]);
        const png = await pngBytes(given);
        const share = Math.round((100 * archive.length) / png);
        URL.revokeObjectURL(save.href);
        save.href = URL.createObjectURL(new Blob([archive as Uint8Array<ArrayBuffer>]));
        save.hidden = false;
        panel.say(
          `Archive ${bytesText(archive.length)}, this browser's PNG ${bytesText(png)}: ${share} %. ` +
            (same ? "Every pixel came back." : "Pixels differ: this is a defect."),
        );
      } catch (error) {
        panel.say(error instanceof Error ? error.message : String(error));
      }
    });
    const isArchive = ({ name }: File) => name.toLowerCase().endsWith(".elbo");
    open = (dropped) =>
      panel.run(() =>
        work(async () =>
          isArchive(dropped)
            ? archives.restore(new Uint8Array(await dropped.arrayBuffer()), MOST)
            : readPicture(dropped),
        ),
      );
    let next = 0;
    take = () => panel.run(() => work(async () => sheetOf(facts.digits, COLUMNS, STEP * next++)));
    take();
  });
  return panel;
}
