import { Size } from "cdk8s";
import { Cpu } from "cdk8s-plus-27";
import type { ContainerSizeProps } from "../core";
import { type LoadProfile, mostUsers } from "./load-profile";

// Measured with k6 1.8.1 at 1 to 3,000 users: 42 MiB, 0.3 MiB for each user, 0.28 KiB for each request, as every duration is kept for the
// percentiles; 0.2 to 0.28 ms of CPU for each request. With a quarter more, so that the load is never what k6 can bear.
const MEBIBYTES = { base: 56, user: 0.375, request: 0.35 / 1024 };
const CPU_MILLIS = { base: 50, requestPerSecond: 0.3 };
const STEP = 16;

/** What k6 needs for a profile; something, too, for one that is refused. */
export function loadSize(profile: LoadProfile): ContainerSizeProps {
  const users = mostUsers(profile);
  const pace = profile.pace.toMilliseconds() / 1000;
  const memory = MEBIBYTES.base + users * MEBIBYTES.user + (userSeconds(profile) / pace) * MEBIBYTES.request;
  const cpu = CPU_MILLIS.base + (users / pace) * CPU_MILLIS.requestPerSecond;
  return {
    cpu: Cpu.millis(Math.ceil(atLeast(CPU_MILLIS.base, cpu))),
    memory: Size.mebibytes(Math.ceil(atLeast(MEBIBYTES.base, memory) / STEP) * STEP),
  };
}

function atLeast(least: number, number: number): number {
  return Number.isFinite(number) ? Math.max(least, number) : least;
}

/** How many users there are how long: 10 users for 5 seconds are 50. */
function userSeconds({ stages, startUsers = 1 }: LoadProfile): number {
  let before = startUsers;
  return stages.reduce((sum, { users, over }) => {
    const average = (before + users) / 2;
    before = users;
    return sum + (average * over.toMilliseconds()) / 1000;
  }, 0);
}
