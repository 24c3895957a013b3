# Sourced behind common.sh by the tests of scripts/reproduce: a copy of it in $root that starts the real programs and
# builds nothing.
root=$scratch/root
mkdir -p "$root/scripts" "$root/jobs" stub
cp -r "$source"/scripts/{reproduce,mpi-environment,report,report.jq,report_parts} "$root/scripts"
cp "$source"/jobs/*.sh "$source"/jobs/*.campaign "$root/jobs"
for name in "$root/scripts/setup" stub/cmake; do
    printf '#!/bin/bash\n' >"$name"
    chmod +x "$name"
done
ln -s "$(dirname "$bin")" "$root/build"
export PATH=$scratch/stub:$PATH
