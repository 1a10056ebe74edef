import { pca } from "./pca.js";

/**
 * t-SNE (van der Maaten and Hinton, 2008) over all pairs, a few rounds at a time: neighbors in many
 * dimensions become neighbors in two.
 */

const PERPLEXITY = 20;
const RATE = 60;
const EARLY_ROUNDS = 100;
const EARLY = 4;

function distances(points) {
  return points.map((a) => points.map((b) => a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0)));
}

/** How likely each is another's neighbor, with as many neighbors as the perplexity says. */
function neighbors(squares, i, wanted) {
  let beta = 1;
  let low = 0;
  let high = Infinity;
  let row = [];
  for (let round = 0; round < 40; round++) {
    const least = Math.min(...squares.filter((_, j) => j !== i));
    row = squares.map((d, j) => (j === i ? 0 : Math.exp(-(d - least) * beta)));
    const sum = row.reduce((a, b) => a + b, 0);
    row = row.map((p) => p / sum);
    const entropy = -row.reduce((h, p) => h + (p > 0 ? p * Math.log(p) : 0), 0);
    if (Math.abs(entropy - wanted) < 1e-4) {
      break;
    }
    if (entropy > wanted) {
      low = beta;
      beta = high === Infinity ? beta * 2 : (beta + high) / 2;
    } else {
      high = beta;
      beta = (beta + low) / 2;
    }
  }
  return row;
}

export class Tsne {
  constructor(points) {
    const count = points.length;
    const wanted = Math.log(Math.min(PERPLEXITY, Math.max(2, (count - 1) / 3)));
    const rows = distances(points).map((squares, i) => neighbors(squares, i, wanted));
    this.p = rows.map((row, i) => row.map((v, j) => Math.max((v + rows[j][i]) / (2 * count), 1e-12)));
    const start = pca(points);
    const spread = Math.sqrt(start.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / count) || 1;
    this.places = start.map(([x, y]) => [(x / spread) * 1e-2, (y / spread) * 1e-2]);
    this.speed = start.map(() => [0, 0]);
    this.round = 0;
  }

  /** Moves all points a little. */
  step() {
    const { places, p, speed } = this;
    const count = places.length;
    const near = places.map((a) => places.map((b) => 1 / (1 + (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)));
    const sum = near.reduce((s, row, i) => s + row.reduce((t, v, j) => t + (i === j ? 0 : v), 0), 0);
    const pull = this.round < EARLY_ROUNDS ? EARLY : 1;
    const momentum = this.round < EARLY_ROUNDS ? 0.5 : 0.8;
    const moved = places.map((a, i) => {
      let gx = 0;
      let gy = 0;
      for (let j = 0; j < count; j++) {
        const force = 4 * (pull * p[i][j] - near[i][j] / sum) * near[i][j];
        gx += force * (a[0] - places[j][0]);
        gy += force * (a[1] - places[j][1]);
      }
      speed[i] = [momentum * speed[i][0] - RATE * gx, momentum * speed[i][1] - RATE * gy];
      return [a[0] + speed[i][0], a[1] + speed[i][1]];
    });
    this.places = moved;
    this.round++;
  }
}
