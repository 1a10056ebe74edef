/** Values over the plane as pictures: blue for 1, orange for -1, pale for 0. */

const POSITIVE = [38, 98, 200];
const NEGATIVE = [224, 122, 24];
const NONE = [240, 240, 240];

function mix(value) {
  const end = value > 0 ? POSITIVE : NEGATIVE;
  const part = Math.abs(value);
  return NONE.map((from, i) => from + (end[i] - from) * part);
}

export function rgb(value) {
  return `rgb(${mix(Math.max(-1, Math.min(1, value))).map(Math.round).join(" ")})`;
}

/** Paints bytes that the server gave, 0 for -1 to 255 for 1, over a whole canvas. */
export function paint(canvas, base64, side, smooth = false) {
  const bytes = atob(base64);
  const image = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    const [r, g, b] = mix((bytes.charCodeAt(i) / 255) * 2 - 1);
    image.data.set([r, g, b, 255], 4 * i);
  }
  const small = new OffscreenCanvas(side, side);
  small.getContext("2d").putImageData(image, 0, 0);
  const context = canvas.getContext("2d");
  context.imageSmoothingEnabled = smooth;
  context.drawImage(small, 0, 0, canvas.width, canvas.height);
}

/** Points over a canvas whose sides are from -6 to 6. */
export function points(canvas, spots, rim) {
  const context = canvas.getContext("2d");
  const size = canvas.width;
  const radius = 3.5;
  for (const spot of spots) {
    context.beginPath();
    context.arc(((spot.x + 6) / 12) * size, ((6 - spot.y) / 12) * size, radius, 0, 7);
    context.lineWidth = 1.2;
    context.fillStyle = rgb(spot.label);
    context.strokeStyle = rim;
    context.fill();
    context.stroke();
  }
}
