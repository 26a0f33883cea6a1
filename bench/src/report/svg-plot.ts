/** A row of points that belong together. */
export type Series = { readonly name: string; readonly points: readonly (readonly [x: number, y: number])[] };

export type Plot = {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
};

const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = { left: 64, right: 200, top: 36, bottom: 48 } as const;
const COLOURS = ["#1b6ca8", "#c1440e", "#2e7d32", "#7b1fa2", "#8d6e00", "#00838f", "#ad1457", "#455a64"];

/** Where a value lies on an axis of powers. */
type Axis = { readonly least: number; readonly most: number; readonly at: (value: number) => number };

function createAxis(values: readonly number[], from: number, to: number): Axis {
  const logs = values.map((value) => Math.log10(value));
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const space = Math.max(0.15, (high - low) * 0.05);
  const [least, most] = [low - space, high + space];
  return { least, most, at: (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from) };
}

/** 1, 2 and 5 of each power of ten on the axis; the powers alone when there are many. */
function ticksOf({ least, most }: Axis): readonly number[] {
  const steps = most - least > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(least); power <= most; power++) {
    for (const step of steps) {
      const value = step * 10 ** power;
      if (Math.log10(value) >= least && Math.log10(value) <= most) ticks.push(value);
    }
  }
  return ticks;
}

function formatTick(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1e4 ? `${value / 1e3} k` : String(Number(value.toPrecision(3)));
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** Draws points on two axes of powers, where what grows linearly runs along the dotted lines. */
export function formatPlot({ title, xLabel, yLabel, series }: Plot): string {
  const points = series.flatMap((one) => one.points);
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [bottom, top] = [HEIGHT - MARGIN.bottom, MARGIN.top];
  const x = createAxis(
    points.map(([value]) => value),
    left,
    right,
  );
  const y = createAxis(
    points.map(([, value]) => value),
    bottom,
    top,
  );
  const text = (at: readonly [number, number], words: string, anchor = "middle", colour = "#333"): string =>
    `<text x="${at[0].toFixed(1)}" y="${at[1].toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${escapeXml(words)}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number, style: string): string =>
    `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${style}/>`;
  const grid = [
    ...ticksOf(x).flatMap((tick) => [
      line(x.at(tick), top, x.at(tick), bottom, 'stroke="#ddd"'),
      text([x.at(tick), bottom + 16], formatTick(tick)),
    ]),
    ...ticksOf(y).flatMap((tick) => [
      line(left, y.at(tick), right, y.at(tick), 'stroke="#ddd"'),
      text([left - 6, y.at(tick) + 4], formatTick(tick), "end"),
    ]),
  ];
  const drawn = series.flatMap(({ name, points: own }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const places = own.map(([a, b]) => [x.at(a), y.at(b)] as const);
    const path = places.map(([a, b]) => `${a.toFixed(1)},${b.toFixed(1)}`).join(" ");
    const [[firstX, firstY] = [1, 1]] = own;
    const lastX = own.at(-1)?.[0] ?? firstX;
    const linear = (firstY * lastX) / firstX;
    return [
      line(
        x.at(firstX),
        y.at(firstY),
        x.at(lastX),
        y.at(linear),
        `stroke="${colour}" stroke-dasharray="2 4" opacity="0.6"`,
      ),
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...places.map(([a, b]) => `<circle cx="${a.toFixed(1)}" cy="${b.toFixed(1)}" r="3" fill="${colour}"/>`),
      text([right + 10, top + 10 + i * 18], name, "start", colour),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<clipPath id="inside"><rect x="${left}" y="${top}" width="${right - left}" height="${bottom - top}"/></clipPath>`,
    `<text x="${left}" y="20" font-size="14" fill="#111">${escapeXml(title)}</text>`,
    ...grid,
    ...drawn.map((shape) => (shape.startsWith("<line") ? shape.replace("/>", ' clip-path="url(#inside)"/>') : shape)),
    text([(left + right) / 2, HEIGHT - 12], xLabel),
    text([left, HEIGHT - 12], yLabel, "start"),
    "</svg>",
    "",
  ].join("\n");
}
