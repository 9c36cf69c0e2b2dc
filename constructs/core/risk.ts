/** How bad a change can be, from harmless to fatal. */
export const RISK_CLASSES = ["safe", "restart", "replace", "data at risk"] as const;

/** How bad a change can be. */
export type RiskClass = (typeof RISK_CLASSES)[number];

/** What a change does, and what to do about it. */
export interface Risk {
  readonly class: RiskClass;
  /** In words: "its shards and their volumes would be deleted". */
  readonly why: string;
  /**
   * What to do instead, or first.
   * @default - nothing
   */
  readonly remedy?: string;
}
