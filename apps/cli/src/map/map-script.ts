/**
 * What the map's page does, in plain JavaScript: it is written into the page as it stands, and finds `data` there. A place
 * p is drawn at `shift + zoom * base * p`, `base` being the shorter side of the window.
 */
export const mapScript = `
const canvas = document.querySelector("canvas");
const says = document.querySelector("output");
const context = canvas.getContext("2d");
const count = data.names.length;
const view = { zoom: 1, x: 0, y: 0 };
const sheet = data.sheet && Object.assign(new Image(), { src: data.sheet.url, onload: () => draw() });
let chosen = -1;

const base = () => 0.9 * Math.min(canvas.clientWidth, canvas.clientHeight);
const screen = (i) => {
  const side = view.zoom * base();
  return [
    view.x + canvas.clientWidth / 2 + side * (data.places[2 * i] - 0.5),
    view.y + canvas.clientHeight / 2 + side * (data.places[2 * i + 1] - 0.5),
  ];
};
/** Sides of a thumbnail on the screen: they grow slower than the map, so that zooming makes room. */
const sizeOf = () => Math.min(96, (1.2 * base() * Math.sqrt(view.zoom)) / Math.sqrt(count));
const colourOf = (i) => data.classes[data.labels[i]]?.colour ?? "#5b8def";

function drawOne(i, size) {
  const [x, y] = screen(i);
  if (x < -size || y < -size || x > canvas.clientWidth + size || y > canvas.clientHeight + size) return;
  context.fillStyle = colourOf(i);
  if (!sheet?.complete || size < 7) {
    context.beginPath();
    context.arc(x, y, Math.max(2, Math.min(5, size / 3)), 0, 2 * Math.PI);
    context.fill();
    return;
  }
  const { columns, height, width } = data.sheet;
  const [w, h] = width > height ? [size, (size * height) / width] : [(size * width) / height, size];
  const edge = data.classes.length > 0 ? Math.max(1, size / 14) : 0;
  context.fillRect(x - w / 2 - edge, y - h / 2 - edge, w + 2 * edge, h + 2 * edge);
  context.drawImage(sheet, (i % columns) * width, Math.floor(i / columns) * height, width, height, x - w / 2, y - h / 2, w, h);
}

let asked = false;
function draw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    const ratio = devicePixelRatio;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.imageSmoothingEnabled = false;
    const size = sizeOf();
    for (let i = 0; i < count; i++) if (i !== chosen) drawOne(i, size);
    if (chosen >= 0) drawOne(chosen, Math.max(48, 1.6 * size));
    if (!sheet && count * view.zoom ** -2 < 150) drawNames();
  });
}

function drawNames() {
  context.fillStyle = getComputedStyle(document.body).color;
  context.font = "13px system-ui, sans-serif";
  for (let i = 0; i < count; i++) {
    const [x, y] = screen(i);
    if (x > 0 && y > 0 && x < canvas.clientWidth && y < canvas.clientHeight) context.fillText(data.names[i], x + 7, y + 4);
  }
}

/** The example below a place of the screen, or -1. */
function under(x, y) {
  let [best, nearest] = [Math.max(8, sizeOf() / 1.5) ** 2, -1];
  for (let i = 0; i < count; i++) {
    const [px, py] = screen(i);
    const far = (px - x) ** 2 + (py - y) ** 2;
    if (far < best) [best, nearest] = [far, i];
  }
  return nearest;
}

function point(x, y) {
  chosen = under(x, y);
  const label = chosen < 0 ? undefined : data.classes[data.labels[chosen]]?.name;
  says.textContent = chosen < 0 ? "" : data.names[chosen] + (label ? " (" + label + ")" : "");
  says.style.transform = "translate(" + Math.min(x + 14, canvas.clientWidth - says.offsetWidth - 8) + "px," +
    Math.min(y + 14, canvas.clientHeight - says.offsetHeight - 8) + "px)";
  draw();
}

/** Zooms so that what is below (x, y) stays there. */
function zoomAt(x, y, factor) {
  const zoom = Math.min(200, Math.max(0.5, view.zoom * factor));
  const [cx, cy] = [x - canvas.clientWidth / 2, y - canvas.clientHeight / 2];
  view.x = cx - (zoom / view.zoom) * (cx - view.x);
  view.y = cy - (zoom / view.zoom) * (cy - view.y);
  view.zoom = zoom;
  draw();
}
const zoomMiddle = (factor) => zoomAt(canvas.clientWidth / 2, canvas.clientHeight / 2, factor);

const fingers = new Map();
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, [event.clientX, event.clientY]);
});
canvas.addEventListener("pointermove", (event) => {
  const [x, y] = [event.clientX, event.clientY];
  const last = fingers.get(event.pointerId);
  if (!last) return point(x, y);
  fingers.set(event.pointerId, [x, y]);
  view.x += (x - last[0]) / fingers.size;
  view.y += (y - last[1]) / fingers.size;
  const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
  if (other) {
    const far = (place) => Math.hypot(place[0] - other[0], place[1] - other[1]);
    zoomAt((x + other[0]) / 2, (y + other[1]) / 2, far([x, y]) / Math.max(1, far(last)));
  }
  draw();
});
for (const name of ["pointerup", "pointercancel"])
  canvas.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    point(event.clientX, event.clientY);
  });
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoomAt(event.clientX, event.clientY, Math.exp(-event.deltaY / 400));
}, { passive: false });
const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
canvas.addEventListener("keydown", (event) => {
  if (event.key === "+" || event.key === "=") return zoomMiddle(1.4);
  if (event.key === "-") return zoomMiddle(1 / 1.4);
  const move = moves[event.key];
  if (!move) return;
  event.preventDefault();
  view.x += move[0];
  view.y += move[1];
  draw();
});
document.getElementById("in").onclick = () => zoomMiddle(1.6);
document.getElementById("out").onclick = () => zoomMiddle(1 / 1.6);
document.getElementById("whole").onclick = () => {
  Object.assign(view, { zoom: 1, x: 0, y: 0 });
  draw();
};
new ResizeObserver(draw).observe(canvas);
`;
