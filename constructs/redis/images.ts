/** The images of this family, where nobody says others. */
export const REDIS_IMAGES = {
  valkey: "valkey/valkey:9.1.2",
  redis: "redis:8.10.1",
  redisExporter: "oliver006/redis_exporter:v1.88.0",
} as const;
