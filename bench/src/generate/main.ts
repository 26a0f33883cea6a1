import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { generateCluster } from "./cluster.ts";
import { describeShape, flatShape, kubeShape, peersShape, type Shape } from "./shape.ts";

const USAGE = `usage: npm run bench:generate -- [OPTION]... --out DIR

Writes a cluster's databases into DIR: its Southbound, its Northbound and the Open_vSwitch of its first chassis. The same
options give the same bytes; the rows are written as they are made, whatever their number.
  --shape flat|kube|peers  one switch over all chassis (default); a switch for each chassis on one router, with policies
                           and services; the cluster that real OVN is measured on (250 chassis, 2 VTEPs, IPv4)
  --ports N                VIFs in the whole cluster (default 10000)
  --chassis N              (default 250)
  --vteps N                of each chassis, 1 to 15 (default 2)
  --switches N, --routers N, --acls N, --load-balancers N   others than the shape has
  --families ipv4|dual     addresses of each VIF
  --seed N                 (default 1)
  --format backup|log|dump as \`ovsdb-client backup\` gives it (default), as a server's file, or a JSON dump
  --spread                 has each switch's ports on all chassis
`;

const FORMATS = { backup: "db", log: "db", dump: "json" } as const;

type Options = ReturnType<typeof readOptions>;

function readOptions() {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== "--"),
    options: {
      shape: { type: "string", default: "flat" },
      ports: { type: "string", default: "10000" },
      chassis: { type: "string", default: "250" },
      vteps: { type: "string", default: "2" },
      switches: text,
      routers: text,
      acls: text,
      "load-balancers": text,
      families: text,
      seed: text,
      format: { type: "string", default: "backup" },
      spread: { type: "boolean", default: false },
      out: text,
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

/** The number of an option, or what is wrong with it. */
function numberOf(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new RangeError(`--${name} is a number from ${least} to ${most}, found ${JSON.stringify(text)}`);
}

const MOST = 10_000_000;

function shapeOf(values: Options): Shape {
  const chassis = numberOf("chassis", values.chassis, 1, 65_000);
  const vteps = numberOf("vteps", values.vteps, 1, 15);
  const ports = numberOf("ports", values.ports, 1, MOST);
  const base = baseOf(values.shape, chassis, vteps, ports);
  const given = (name: "switches" | "routers" | "acls" | "load-balancers" | "seed", least: number, other: number) =>
    values[name] === undefined ? other : numberOf(name, values[name], least, MOST);
  const { families = base.families } = values;
  if (families !== "ipv4" && families !== "dual") throw new RangeError(`--families is ipv4 or dual, found ${families}`);
  return {
    ...base,
    switches: given("switches", 1, base.switches),
    routers: given("routers", 0, base.routers),
    acls: given("acls", 0, base.acls),
    loadBalancers: given("load-balancers", 0, base.loadBalancers),
    seed: given("seed", 0, base.seed),
    families,
    placement: values.spread ? "spread" : base.placement,
  };
}

function baseOf(name: string, chassis: number, vteps: number, ports: number): Shape {
  switch (name) {
    case "flat":
      return flatShape(chassis, vteps, ports);
    case "kube":
      return kubeShape(chassis, vteps, ports);
    case "peers":
      return { ...peersShape(ports), chassis, vteps };
    default:
      throw new RangeError(`--shape is flat, kube or peers, found ${JSON.stringify(name)}`);
  }
}

function main(values: Options): number {
  if (values.help || values.out === undefined) {
    console.log(values.help ? USAGE : `--out DIR says where to write\n\n${USAGE}`);
    return values.help ? 0 : 2;
  }
  const format = values.format;
  if (format !== "backup" && format !== "log" && format !== "dump") {
    throw new RangeError(`--format is backup, log or dump, found ${JSON.stringify(format)}`);
  }
  const shape = shapeOf(values);
  const files = generateCluster(shape);
  const folder = join(values.out, files.chassis);
  mkdirSync(folder, { recursive: true });
  const suffix = `${format}.${FORMATS[format]}`;
  const written = [
    [join(values.out, `sb.${suffix}`), files.southbound],
    [join(values.out, `nb.${suffix}`), files.northbound],
    [join(folder, `ovs.${suffix}`), files.openVswitch],
  ] as const;
  console.log(describeShape(shape));
  for (const [path, { chunks }] of written) {
    let bytes = 0;
    const file = openSync(path, "w");
    try {
      for (const chunk of chunks[format]()) bytes += writeSync(file, chunk);
    } finally {
      closeSync(file);
    }
    console.log(`  ${path}: ${bytes} bytes`);
  }
  console.log(`  from ${files.localPorts[0]} to ${files.remotePorts[0]}, for a trace`);
  return 0;
}

try {
  process.exitCode = main(readOptions());
} catch (error) {
  if (!(error instanceof RangeError || (error instanceof TypeError && "code" in error))) throw error;
  console.error(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
