import { setTimeout as sleep } from "node:timers/promises";
import type { PolicySimulation, Verdict } from "../../constructs/plan/network/policy-simulation";
import type { Outcome } from "./connect-attempts";
import type { Member } from "./network-members";
import type { Machine } from "./random-network";

/** As many clients at a time as a small machine bears. */
const CLIENTS_AT_A_TIME = 4;

/** One attempt that is made in the simulation and in the real network. */
export interface Trial {
  readonly client: Member;
  readonly server: Member;
  readonly target: Machine;
  readonly verdict: Verdict;
}

/** A trial on which simulation and network do not agree. */
export interface Disagreement {
  readonly trial: Trial;
  readonly outcome: Outcome;
}

/** Everybody calls everybody else on every port, in the simulation. */
export function trialsOf(members: readonly Member[], simulation: PolicySimulation): Trial[] {
  const pairs = members.flatMap((client) => members.map((server) => ({ client, server })));
  return pairs
    .filter(({ client, server }) => client.connect && client !== server && (client.side.kind === "pods" || server.side.kind === "pods"))
    .flatMap(({ client, server }) =>
      server.listens.map((target) => {
        const verdict = simulation.try({ client: client.side, server: server.side, port: target.port });
        return { client, server, target, verdict };
      }),
    );
}

/** How many different pairs of client and server there are in trials. */
export function pairsIn(trials: readonly Trial[]): number {
  const servers = new Map<Member, Set<Member>>();
  for (const { client, server } of trials) servers.set(client, (servers.get(client) ?? new Set()).add(server));
  return [...servers.values()].reduce((sum, { size }) => sum + size, 0);
}

/** Makes the attempts in the real network; what does not agree is tried once more, as it learns of new pods a moment late. */
export async function disagreements(trials: readonly Trial[], patience: number): Promise<Disagreement[]> {
  const doubtful = await disagreeing(trials);
  if (doubtful.length === 0) return [];
  await sleep(patience);
  return disagreeing(doubtful.map(({ trial }) => trial));
}

async function disagreeing(trials: readonly Trial[]): Promise<Disagreement[]> {
  const clients = [...new Set(trials.map(({ client }) => client))];
  const found: Disagreement[] = [];
  const work = async (): Promise<void> => {
    for (let client = clients.pop(); client; client = clients.pop()) {
      const own = trials.filter((trial) => trial.client === client);
      const outcomes = (await client.connect?.(own.map(({ target }) => target))) ?? [];
      found.push(
        ...outcomes.flatMap((outcome, index) =>
          own[index] && own[index].verdict.allowed !== outcome.open ? [{ trial: own[index], outcome }] : [],
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: CLIENTS_AT_A_TIME }, work));
  return found;
}
