/** Makes and heals a cluster. */
export const RECONCILE = `#!/bin/sh
# Makes a cluster of what runs, and heals it: look at every node, decide what comes next, do that, until nothing is left to do.
# May be ended at any moment and run again; a second one waits for the first.
set -u
. /etc/redis/cli.sh
as tagenal-admin /etc/redis/internal/tagenal-admin
here=/etc/redis
work=$(mktemp -d)
began=$(date +%s)
commands=0
quiet=0
met=0
same=0
last=""

host_of() { awk -v n="$1" '++i == n { print $3 }' "$here/topology"; }

seconds() { echo $(($(date +%s) - began)); }

give_up() {
  echo "stopped: $1" >&2
  exit 1
}

# One at a time: the oldest connection of this name, on the first node that answers, holds the lock until it ends.
lock() {
  mkfifo "$work/lock"
  : >"$work/lock.out"
  until first=$(first_that_answers); do
    [ "$(seconds)" -lt "$GIVE_UP" ] || give_up "no node answers"
    sleep 0.5
  done
  PATIENCE_OF_ONE=86400 ask "$first" <"$work/lock" >"$work/lock.out" 2>&1 &
  exec 9>"$work/lock"
  echo "CLIENT SETNAME tagenal-reconcile" >&9
  echo "CLIENT ID" >&9
  until mine=$(grep -x '[0-9]*' "$work/lock.out"); do
    kill -0 $! 2>/dev/null || give_up "$first ended the connection that is the lock: $(cat "$work/lock.out")"
    sleep 0.2
  done
  while [ "$(ask "$first" CLIENT LIST | sed -n 's/^id=\\([0-9]*\\) .* name=tagenal-reconcile .*/\\1/p' | sort -n | head -1)" != "$mine" ]; do
    if [ "$MODE" = heal ]; then
      echo "UNCHANGED: another one is at work"
      exit 0
    fi
    [ "$(seconds)" -lt "$DEADLINE" ] || give_up "another one has been at work for $DEADLINE s"
    sleep 1
  done
}

first_that_answers() {
  for node in $(awk '{ print $3 }' "$here/topology"); do [ "$(ask "$node" PING 2>&1)" = PONG ] && echo "$node" && return; done
  return 1
}

look() {
  cat "$here/topology"
  n=0
  looks=""
  while read -r _ _ host; do
    n=$((n + 1))
    printf 'CLUSTER NODES\\nCLUSTER INFO\\nINFO replication\\n' | ask "$host" >"$work/view.$n" 2>/dev/null &
    looks="$looks $!"
  done <"$here/topology"
  # shellcheck disable=SC2086
  wait $looks
  for i in $(seq $n); do
    echo "@ $i"
    tr -d '\\r' <"$work/view.$i"
  done
}

decide() {
  awk -v port="$PORT" -v patience="$PATIENCE" -v elapsed="$(seconds)" -v quiet=$quiet -v met=$met -v lost_slots="$LOST_SLOTS" -v chunk="$CHUNK" \\
    -f "$here/decide.awk"
}

act() { # N COMMAND...
  host=$(host_of "$1")
  shift
  commands=$((commands + 1))
  echo "$host: $* → $(ask "$host" "$@" 2>&1 | tr '\\n' ' ')"
}

move() { # FROM TO ID-OF-FROM ID-OF-TO SLOTS RANGES...
  from=$(host_of "$1")
  to=$(host_of "$2")
  commands=$((commands + 1))
  echo "$from: $5 slots go to $to"
  if [ "$FLAVOUR" = valkey ]; then
    to_id=$4
    shift 5
    answer=$(ask "$from" CLUSTER MIGRATESLOTS SLOTSRANGE "$@" NODE "$to_id" 2>&1)
    [ "$answer" = OK ] || echo "$from: $answer"
    while ask "$from" CLUSTER GETSLOTMIGRATIONS | migrating; do sleep 0.2; done
  else
    # shellcheck disable=SC2086
    timeout 300 "$CLI" \${LOGIN:-} $TLS --cluster reshard "$from:$PORT" --cluster-from "$3" --cluster-to "$4" --cluster-slots "$5" --cluster-yes \\
      >"$work/reshard" 2>&1 || tail -3 "$work/reshard"
  fi
}

migrating() { tr -d '\\r"' | awk 'after && !/success|failed|cancelled/ { found = 1 } { after = /state$/ } END { exit !found }'; }

fix() { # N: a slot that an interrupted move left open is closed
  host=$(host_of "$1")
  commands=$((commands + 1))
  # shellcheck disable=SC2086
  timeout 300 "$CLI" \${LOGIN:-} $TLS --cluster fix "$host:$PORT" >"$work/fix" 2>&1 && echo "$host: open slots closed" || tail -3 "$work/fix"
}

lock
while :; do
  look | decide >"$work/todo"
  said=$(cat "$work/todo")
  if [ "$said" = "$last" ]; then same=$((same + 1)); else same=0; fi
  case $said in "wait for"*) quiet=0 ;; wait*) quiet=$((quiet + 1)) ;; *) quiet=0 ;; esac
  case $said in *"CLUSTER MEET"*) met=1 ;; *) met=0 ;; esac
  last=$said
  while read -r verb rest; do
    # shellcheck disable=SC2086
    case $verb in
      do) act $rest ;;
      move) move $rest ;;
      fix) fix $rest ;;
      wait) [ $same -gt 0 ] || echo "waits: $rest" ;;
      refuse)
        case $rest in "no answer"*) give_up "$rest" ;; esac
        echo "refused: $rest" >&2
        exit 3
        ;;
      done)
        [ $commands -gt 0 ] && change=CHANGED || change=UNCHANGED
        echo "$change: $commands commands, $(seconds) s; $rest"
        exit 0
        ;;
    esac
  done <"$work/todo" 9>&-
  [ $same -lt $((GIVE_UP * 2)) ] || give_up "no progress: $last"
  [ "$(seconds)" -lt "$DEADLINE" ] || give_up "not done after $DEADLINE s: $last"
  case $last in wait*) sleep 0.5 ;; move*) ;; *) sleep 0.3 ;; esac
done
`;
