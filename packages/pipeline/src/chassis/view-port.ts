import type { ClusterPort } from "@ovn-sim/model";
import type { PortFacts } from "./port-facts.ts";
import type { PortKind } from "./port-kind.ts";
import type { LocalDatapath, ViewPort } from "./view.ts";

export function viewPort(facts: PortFacts, datapath: LocalDatapath): ViewPort {
  return new ViewedPort(facts, datapath);
}

/** A port as it is seen on a local datapath; what it is linked to is looked up when somebody asks. */
class ViewedPort implements ViewPort {
  readonly facts: PortFacts;
  readonly kind: PortKind;
  readonly key: number;
  readonly datapath: LocalDatapath;

  constructor(facts: PortFacts, datapath: LocalDatapath) {
    this.facts = facts;
    this.kind = facts.kind;
    this.key = facts.key;
    this.datapath = datapath;
  }

  get port(): ClusterPort {
    return this.facts.port;
  }
}
