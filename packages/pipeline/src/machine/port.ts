/** A port of a bridge, as `ovs-ofctl dump-ports-desc` shows it. */
export type BridgePort = {
  readonly ofPort: number;
  readonly name?: string;
  /** Whether the link is up and BFD, where it runs, agrees; absent when unknown, which counts as alive. */
  readonly live?: boolean;
  /** False for a port with NO_FWD. */
  readonly forwards?: boolean;
  /** False for a port with NO_FLOOD. */
  readonly floods?: boolean;
};
