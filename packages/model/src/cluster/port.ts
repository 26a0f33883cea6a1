import type { Uuid } from "../ovsdb/value.ts";
import type { Encap, HaChassisGroup, PortBinding } from "../southbound/rows.ts";
import type { Southbound } from "../southbound/southbound.ts";
import type { ClusterChassis } from "./chassis.ts";
import type { ClusterDatapath } from "./datapath.ts";

/** A port with the rows that it refers to. */
export type ClusterPort = {
  readonly name: string;
  readonly row: PortBinding;
  readonly datapath: ClusterDatapath;
  /** The chassis that the port is bound to. */
  readonly chassis: ClusterChassis | undefined;
  /** `Port_Binding.encap`: the VTEP that the port was given. */
  readonly encap: Encap | undefined;
  readonly additionalChassis: readonly ClusterChassis[];
  readonly additionalEncaps: readonly Encap[];
  readonly haChassisGroup: HaChassisGroup | undefined;
  /** The port that a nested container's port lies in. */
  readonly parent: PortBinding | undefined;
  /** `options:peer`: the other side of a patch or router port. */
  readonly peer: PortBinding | undefined;
};

export type PortSource = {
  readonly southbound: Southbound;
  chassis(uuid: Uuid): ClusterChassis | undefined;
  datapath(uuid: Uuid): ClusterDatapath | undefined;
};

/** A port whose references are followed when somebody asks: most of a large cluster's ports are asked for little. */
export function createPort(row: PortBinding, source: PortSource): ClusterPort {
  return new LinkedPort(row, source);
}

class LinkedPort implements ClusterPort {
  readonly row: PortBinding;
  private readonly source: PortSource;

  constructor(row: PortBinding, source: PortSource) {
    this.row = row;
    this.source = source;
  }

  get name(): string {
    return this.row.logical_port;
  }

  get datapath(): ClusterDatapath {
    // A row whose datapath is not there was left out when the rows were typed.
    return this.source.datapath(this.row.datapath)!;
  }

  get chassis(): ClusterChassis | undefined {
    const { chassis } = this.row;
    return chassis === undefined ? undefined : this.source.chassis(chassis);
  }

  get encap(): Encap | undefined {
    const { encap } = this.row;
    return encap === undefined ? undefined : this.source.southbound.tables.Encap.get(encap);
  }

  get additionalChassis(): readonly ClusterChassis[] {
    return this.row.additional_chassis.flatMap((uuid) => this.source.chassis(uuid) ?? []);
  }

  get additionalEncaps(): readonly Encap[] {
    const { Encap: encaps } = this.source.southbound.tables;
    return this.row.additional_encap.flatMap((uuid) => encaps.get(uuid) ?? []);
  }

  get haChassisGroup(): HaChassisGroup | undefined {
    const group = this.row.ha_chassis_group;
    return group === undefined ? undefined : this.source.southbound.tables.HA_Chassis_Group.get(group);
  }

  get parent(): PortBinding | undefined {
    return this.#named(this.row.parent_port);
  }

  get peer(): PortBinding | undefined {
    return this.#named(this.row.options.get("peer"));
  }

  #named(name: string | undefined): PortBinding | undefined {
    return name === undefined ? undefined : this.source.southbound.portByName.get(name);
  }
}
