// Drawings as the images that a model takes: as those of MNIST are made.

/** The drawing in the middle of an image, floats from 0 to 1: its longer side 20 of 28 pixels. */
export function pixels(canvas, width, height) {
  const {data} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let left = canvas.width, right = -1, top = canvas.height, bottom = -1;
  for (let y = 0; y < canvas.height; y++) {
    for (let x = 0; x < canvas.width; x++) {
      if (data[4 * (y * canvas.width + x)] > 0) {
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
      }
    }
  }
  const small = new OffscreenCanvas(width, height).getContext('2d');
  small.fillStyle = '#000';
  small.fillRect(0, 0, width, height);
  if (right >= left) {
    const w = right - left + 1, h = bottom - top + 1;
    const scale = Math.min(width, height) * 20 / 28 / Math.max(w, h);
    small.imageSmoothingQuality = 'high';
    small.drawImage(canvas, left, top, w, h,
        (width - w * scale) / 2, (height - h * scale) / 2, w * scale, h * scale);
  }
  const reduced = small.getImageData(0, 0, width, height).data;
  return Float32Array.from({length: width * height}, (_, i) => reduced[4 * i] / 255);
}

/** An image moved by up to two pixels each way, so that a few drawings are many. */
export function shifted(image, width, height) {
  const dx = Math.floor(5 * Math.random()) - 2, dy = Math.floor(5 * Math.random()) - 2;
  const moved = new Float32Array(image.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = x - dx, fromY = y - dy;
      if (fromX >= 0 && fromX < width && fromY >= 0 && fromY < height) {
        moved[y * width + x] = image[fromY * width + fromX];
      }
    }
  }
  return moved;
}
