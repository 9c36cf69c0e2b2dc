/** Starts a server that keeps nothing. */
export const START = `#!/bin/sh
# Starts a server that keeps nothing. After a crash it would come back empty under its old address, and its replicas would copy that:
# so one of them takes its place first. That this master is dead nobody knows better than itself.
set -u
. /etc/redis/cli.sh
as tagenal-admin /etc/redis/internal/tagenal-admin

takes_over() { # ADDRESS
  for how in FORCE FORCE TAKEOVER; do
    PATIENCE_OF_ONE=2 ask "$1" CLUSTER FAILOVER $how || return 1
    for _ in 1 2 3 4 5 6 7 8 9 10; do
      case $(PATIENCE_OF_ONE=2 ask "$1" ROLE) in master*) return 0 ;; esac
      sleep 0.2
    done
  done
  return 1
}

me=$(awk '$3 ~ /myself/ && $3 ~ /master/ && NF > 8 { print $1 }' /data/nodes.conf 2>/dev/null)
if [ -n "$me" ]; then
  for replica in $(awk -v me="$me" '$4 == me { sub(/:[0-9]*@.*/, "", $2); print $2 }' /data/nodes.conf); do
    takes_over "$replica" && echo "$replica has what this server had" && break
  done
fi
exec "$@"
`;
