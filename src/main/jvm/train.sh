#!/bin/sh
# Has the program that lies extracted in a directory (fuse-sync.jar and lib/) make its cache for faster starts there,
# trained for a minute with the sandbox' webhooks: fuse-sync.aot on Java 25 and later, fuse-sync.jsa on older ones.
#   sh src/main/jvm/train.sh target/extracted
# A cache is of use to the very same Java and jars only. Run it where routes/ and application.properties lie.
set -eu
app=$1
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if "$java" -XX:AOTMode=off -version >/dev/null 2>&1; then
  cache=-XX:AOTCacheOutput=$app/fuse-sync.aot
else
  cache=-XX:ArchiveClassesAtExit=$app/fuse-sync.jsa
fi
data=$(mktemp -d)
"$java" "@$(dirname "$0")/options" -Xmx200m "$cache" -jar "$app/fuse-sync.jar" --spring.profiles.active=sandbox \
  --fuse.sandbox.period=2 --fuse.sandbox.busy=1000 --fuse.store.directory="$data" \
  --logging.level.fuse-sync=WARN &
program=$!
sleep 60
kill "$program"
wait "$program" || true
rm -r "$data"
test -s "${cache#*=}"
