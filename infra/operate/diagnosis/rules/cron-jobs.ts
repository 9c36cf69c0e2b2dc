import type { Diagnosis } from "../finding";
import { lastSeen } from "../live-kinds";
import type { Scene } from "../scene";

/** What the controller of scheduled jobs complains of, and what to do. */
const REMEDIES: Readonly<Record<string, string>> = {
  TooManyMissedTimes: "set startingDeadlineSeconds to a few minutes, so that missed runs of long ago are forgotten",
  UnparseableSchedule: "correct its schedule",
  UnParseableCronJobSchedule: "correct its schedule",
  InvalidSchedule: "correct its schedule",
  UnknownTimeZone: "name a time zone of the IANA list, as Europe/Berlin",
  MissSchedule: "raise startingDeadlineSeconds, or see why the control plane was away at that time",
  FailedCreate: "correct what the API server complains about",
  JobAlreadyActive: "let a run take less time than the schedule gives it, or let runs overlap (concurrencyPolicy)",
};
const RECENT_SECONDS = 3600;

/** A scheduled job that is not started when it should be. */
export function scheduleIsMissed(scene: Scene): Diagnosis[] {
  return scene.planned("CronJob.batch").flatMap((object): Diagnosis[] => {
    const live = scene.find(object);
    const [event] = live
      ? scene
          .events(live)
          .filter(({ reason, ...one }) => REMEDIES[reason ?? ""] && scene.secondsSince(lastSeen({ reason, ...one })) < RECENT_SECONDS)
      : [];
    if (!event) return [];
    return [
      {
        object: object.id,
        what: `${object.id} misses runs`,
        cause: `its controller says: ${event.message}`,
        remedy: `${REMEDIES[event.reason ?? ""]}; then: tagenal apply ${scene.plan.environment}`,
        final: false,
        explains: [object.id],
      },
    ];
  });
}
