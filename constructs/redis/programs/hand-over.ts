/** Hands a master over before it ends. */
export const HAND_OVER = `#!/bin/sh
# Before a master ends, the replica that has most takes its place: never by force. What cannot hand over ends all the same.
set -u
. /etc/redis/cli.sh
as tagenal-admin /etc/redis/internal/tagenal-admin

said=$(ask localhost INFO replication | tr -d '\\r')
case $said in *role:master*) ;; *) exit 0 ;; esac
replica=$(echo "$said" | sed -n 's/^slave[0-9]*:ip=\\([^,]*\\),port=[0-9]*,state=online,offset=\\([0-9]*\\),.*/\\2 \\1/p' | sort -rn | awk 'NR == 1 { print $2 }')
[ -n "$replica" ] || exit 0
ask "$replica" CLUSTER FAILOVER
for _ in $(seq 100); do
  case $(ask localhost ROLE) in slave*) exit 0 ;; esac
  sleep 0.2
done
exit 0
`;
