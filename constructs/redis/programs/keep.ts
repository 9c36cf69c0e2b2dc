/** Takes over new passwords and certificates while the server runs. */
export const KEEP = `#!/bin/sh
# What changes while the server runs is taken over without a restart. A new password is valid at once, the old one for a while longer: pods
# and clients hear of it at different times.
set -u
. /etc/redis/cli.sh
as tagenal-own /run/redis/own
run=/run/redis
umask 077

each_user() { # WORDS BEFORE THE HASH
  sh /etc/redis/passwords.sh | while read -r name hash; do
    case $name in tagenal-own | tagenal-exporter) ;; *) ask localhost ACL SETUSER "$name" "$@" "#$hash" >/dev/null ;; esac
  done
  ask localhost ACL SAVE
}

while sleep 5; do
  now=$(sh /etc/redis/passwords.sh state)
  if [ "$now" != "$(cat $run/seen)" ]; then
    [ "$(ask localhost PING)" = PONG ] || continue
    [ -z "$TLS" ] || ask localhost CONFIG SET tls-cert-file /etc/redis/tls/tls.crt tls-key-file /etc/redis/tls/tls.key tls-ca-cert-file /etc/redis/tls/ca.crt
    if [ -f $run/users.acl ]; then
      each_user
      date +%s >$run/changed
    fi
    echo "$now" >$run/seen
    echo "new passwords or certificates are taken over"
  fi
  [ -f $run/changed ] || continue
  age=$(($(date +%s) - $(cat $run/changed)))
  if [ $age -ge $((OVERLAP / 2)) ] && [ ! -f $run/switched ]; then
    # By now every pod knows it.
    printf 'CONFIG SET masterauth "%s"\\n' "$(cat /etc/redis/internal/tagenal-replication)" | ask localhost >/dev/null && : >$run/switched
  fi
  if [ $age -ge "$OVERLAP" ]; then
    each_user resetpass && rm -f $run/changed $run/switched
    echo "old passwords are no longer valid"
  fi
done
`;
