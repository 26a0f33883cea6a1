import {
  type Cluster,
  createCluster,
  type Database,
  type DatabaseEdit,
  editDatabase,
  sha1,
  type Uuid,
} from "@ovn-sim/model";

/** The databases of a snapshot while consequences of a change are written into them. */
export class WorkingDatabases {
  #databases: readonly Database[];
  #cluster: Cluster | undefined;

  constructor(databases: readonly Database[]) {
    this.#databases = databases;
  }

  get databases(): readonly Database[] {
    return this.#databases;
  }

  /** The databases as they are by now, linked; undefined when they make no cluster. */
  get cluster(): Cluster | undefined {
    if (this.#cluster === undefined) {
      const linked = createCluster(this.#databases);
      this.#cluster = linked.ok ? linked.value : undefined;
    }
    return this.#cluster;
  }

  /** Edits the database that was read from a file. */
  edit(file: string, edits: readonly DatabaseEdit[]): void {
    if (edits.length === 0) return;
    this.#databases = this.#databases.map((one) => (one.file === file ? editDatabase(one, edits) : one));
    this.#cluster = undefined;
  }
}

/** A UUID for a row that is made up, the same whenever it is made up of the same. */
export function madeUpUuid(...parts: readonly string[]): Uuid {
  const text = parts.join("\n");
  const bytes = Uint8Array.from({ length: 2 * text.length }, (_, i) => text.charCodeAt(i >> 1) >> (8 * (i & 1)));
  const digits = sha1(bytes);
  const version = `4${digits.slice(13, 16)}`;
  const variant = `8${digits.slice(17, 20)}`;
  return [digits.slice(0, 8), digits.slice(8, 12), version, variant, digits.slice(20, 32)].join("-");
}
