/** The two directions in which points are spread most, by repeated multiplication. */

const ROUNDS = 60;

function centered(points) {
  const mean = points[0].map((_, d) => points.reduce((sum, p) => sum + p[d], 0) / points.length);
  return points.map((p) => p.map((v, d) => v - mean[d]));
}

const dot = (a, b) => a.reduce((sum, v, i) => sum + v * b[i], 0);

function direction(rows, others) {
  let v = rows[0].map((_, i) => Math.cos(i + 1));
  for (let round = 0; round < ROUNDS; round++) {
    const next = v.map(() => 0);
    for (const row of rows) {
      const along = dot(row, v);
      row.forEach((x, i) => (next[i] += along * x));
    }
    for (const other of others) {
      const along = dot(next, other);
      other.forEach((x, i) => (next[i] -= along * x));
    }
    const length = Math.sqrt(dot(next, next)) || 1;
    v = next.map((x) => x / length);
  }
  return v;
}

/** Points in two dimensions. */
export function pca(points) {
  const rows = centered(points);
  const first = direction(rows, []);
  const second = direction(rows, [first]);
  return rows.map((row) => [dot(row, first), dot(row, second)]);
}
