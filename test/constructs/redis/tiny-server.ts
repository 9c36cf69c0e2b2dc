/** What a server knows of another. */
export interface Peer {
  ip: string;
  master: string | undefined;
  epoch: number;
  /** For how many rounds it has not answered; from two on it counts as failed. */
  silent: number;
}

/** A server of a tiny cluster. */
export interface Server {
  /** The pod that it runs in; undefined for a stranger. */
  readonly pod: string | undefined;
  id: string;
  ip: string;
  up: boolean;
  /** Whom it follows; undefined for a master. */
  master: string | undefined;
  epoch: number;
  /** Whether an interrupted move left a slot open. */
  open: boolean;
  /** As a replica: whether it has what its master has. */
  synced: boolean;
  offset: number;
  peers: Map<string, Peer>;
  /** Who owns each slot, as far as it knows. */
  table: (string | undefined)[];
  /** The slots of which it holds keys. */
  keys: Set<number>;
  /** Whom it forgot, and until when it does not listen to others about them. */
  forgotten: Map<string, number>;
}

/** A server that knows nobody and owns nothing. */
export function emptyServer(id: string, slots: number): Omit<Server, "pod" | "ip" | "up"> {
  const nothing = { master: undefined, epoch: 0, open: false, synced: false, offset: 1 };
  return { id, ...nothing, peers: new Map(), table: Array.from({ length: slots }), keys: new Set(), forgotten: new Map() };
}

/** Two servers know one another, under their present addresses. */
export function introduce(one: Server, other: Server): void {
  one.peers.set(other.id, { ip: other.ip, master: other.master, epoch: other.epoch, silent: 0 });
  other.peers.set(one.id, { ip: one.ip, master: one.master, epoch: one.epoch, silent: 0 });
}

/** Whether a server has failed in the eyes of another. */
export function failed({ peers }: Server, id: string): boolean {
  return (peers.get(id)?.silent ?? 0) >= 2;
}

/** What it says to CLUSTER NODES, CLUSTER INFO and INFO replication. */
export function answerOf(server: Server): string {
  const { id, ip, master, epoch, open, peers, table, synced, offset } = server;
  const line = (flags: string, of: string, peer: Omit<Peer, "silent">, link: string): string => {
    const role = peer.master === undefined ? "master" : "slave";
    const said = [of, `${peer.ip}:6379@16379,pod.pods`, flags.replace("ROLE", role), peer.master ?? "-", 0, 0, peer.epoch, link];
    return [...said, ...ranges(table, of)].join(" ");
  };
  const others = [...peers].map(([of, peer]) => {
    const lost = failed(server, of);
    return line(lost ? "ROLE,fail" : "ROLE", of, peer, lost ? "disconnected" : "connected");
  });
  const owners = [...new Set(table)].filter((owner) => owner !== undefined);
  const quorum = owners.filter((owner) => !failed(server, owner)).length * 2 > owners.length;
  const linked = master !== undefined && synced && peers.get(master)?.silent === 0;
  return [
    line("myself,ROLE", id, { ip, master, epoch }, "connected") + (open ? " [5->-somebody]" : ""),
    ...others,
    `cluster_state:${quorum ? "ok" : "fail"}`,
    `cluster_slots_ok:${table.filter((owner) => owner !== undefined && !failed(server, owner)).length}`,
    ...(master === undefined ? [] : [`master_link_status:${linked ? "up" : "down"}`, `slave_repl_offset:${offset}`]),
    "",
  ].join("\n");
}

function ranges(table: readonly (string | undefined)[], owner: string): string[] {
  const found: string[] = [];
  for (let slot = 0; slot < table.length; slot++) {
    if (table[slot] !== owner) continue;
    const from = slot;
    while (table[slot + 1] === owner) slot++;
    found.push(from === slot ? String(slot) : `${from}-${slot}`);
  }
  return found;
}
