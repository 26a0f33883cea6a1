/**
 * OpenFlow tables of ovn-controller by what they do. Numbers belong to a release: see
 * {@link TABLES_BY_RELEASE}. A table that a release has not is absent.
 */
export type Tables = {
  readonly physicalToLogical: number;
  /** Logical ingress stage n is this table plus n. */
  readonly logicalIngress: number;
  readonly largePacketDetect: number;
  readonly largePacketProcess: number;
  readonly remoteOutput: number;
  readonly remoteVtepOutput?: number;
  readonly localOutput: number;
  readonly checkLoopback: number;
  /** Logical egress stage n is this table plus n. */
  readonly logicalEgress: number;
  readonly saveInport: number;
  readonly logicalToPhysical: number;
  readonly macBinding: number;
  readonly macLookup: number;
  readonly checkLbHairpin: number;
  readonly checkLbHairpinReply: number;
  readonly ctSnatHairpin: number;
  readonly getFdb: number;
  readonly lookupFdb: number;
  readonly checkInPortSecurity: number;
  readonly checkInPortSecurityNd: number;
  readonly checkOutPortSecurity: number;
  readonly ecmpNexthopMac: number;
  readonly ecmpNexthop: number;
  readonly checkLbAffinity: number;
  readonly macCacheUse: number;
  readonly ctZoneLookup: number;
  readonly ctOriginalNwDst: number;
  readonly ctOriginalIp6Dst: number;
  readonly ctOriginalTpDst: number;
  readonly floodRemoteChassis?: number;
  readonly ctStateSave: number;
  readonly ctOriginalProto?: number;
  readonly getRemoteFdb?: number;
  readonly learnRemoteFdb?: number;
};

const OUTSIDE_THE_PIPELINES = {
  physicalToLogical: 0,
  logicalIngress: 8,
  saveInport: 64,
  logicalToPhysical: 65,
  macBinding: 66,
  macLookup: 67,
  checkLbHairpin: 68,
  checkLbHairpinReply: 69,
  ctSnatHairpin: 70,
  getFdb: 71,
  lookupFdb: 72,
  checkInPortSecurity: 73,
  checkInPortSecurityNd: 74,
  checkOutPortSecurity: 75,
  ecmpNexthopMac: 76,
  ecmpNexthop: 77,
  checkLbAffinity: 78,
  macCacheUse: 79,
  ctZoneLookup: 80,
  ctOriginalNwDst: 81,
  ctOriginalIp6Dst: 82,
  ctOriginalTpDst: 83,
  ctStateSave: 85,
} as const;

/** The output tables that follow one another from `first` on, without a table for remote VTEPs. */
const outputTables = (first: number) => ({
  largePacketDetect: first,
  largePacketProcess: first + 1,
  remoteOutput: first + 2,
  localOutput: first + 3,
  checkLoopback: first + 4,
  logicalEgress: first + 5,
});

/** The same with a table for remote VTEPs behind remote output. */
const outputTablesWithVtep = (first: number) => ({
  largePacketDetect: first,
  largePacketProcess: first + 1,
  remoteOutput: first + 2,
  remoteVtepOutput: first + 3,
  localOutput: first + 4,
  checkLoopback: first + 5,
  logicalEgress: first + 6,
});

/** The numbers by release, as recordings show them. */
export const TABLES_BY_RELEASE = {
  "24.03": { ...OUTSIDE_THE_PIPELINES, ...outputTables(37) },
  "24.09": { ...OUTSIDE_THE_PIPELINES, ...outputTables(40) },
  "25.03": { ...OUTSIDE_THE_PIPELINES, ...outputTables(40), floodRemoteChassis: 84 },
  "25.09": {
    ...OUTSIDE_THE_PIPELINES,
    ...outputTablesWithVtep(41),
    floodRemoteChassis: 84,
    ctOriginalProto: 86,
    getRemoteFdb: 87,
  },
  "26.03": {
    ...OUTSIDE_THE_PIPELINES,
    ...outputTablesWithVtep(42),
    floodRemoteChassis: 84,
    ctOriginalProto: 86,
    getRemoteFdb: 87,
    learnRemoteFdb: 88,
  },
} as const satisfies Record<string, Tables>;

export type Release = keyof typeof TABLES_BY_RELEASE;
