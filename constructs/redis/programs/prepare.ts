/** Makes the file of users before the server starts. */
export const PREPARE = `#!/bin/sh
# Before the server starts: its users with the hashes of their passwords, and a password that this pod alone knows.
set -eu
umask 077
run=/run/redis

sh /etc/redis/passwords.sh state >$run/seen
[ -f /etc/redis/users.rules ] || exit 0
own=$(head -c 32 /dev/urandom | sha256sum | cut -d ' ' -f 1)
printf %s "$own" >$run/own
printf '{"%s://tagenal-exporter@localhost:%s": "%s"}' "$SCHEME" "$PORT" "$own" >$run/exporter.json

sh /etc/redis/passwords.sh | while read -r name hash; do
  rules=$(awk -v name="$name" '$1 == name { sub(/^[^ ]+ /, ""); print }' /etc/redis/users.rules)
  echo "user $name on #$hash $rules"
done >$run/users.acl
echo "user default off" >>$run/users.acl
printf 'masterauth "%s"\\n' "$(cat /etc/redis/internal/tagenal-replication)" >$run/replication.conf
`;
