# The packages: made by cpack, unpacked into a folder and used from there, as if there were no source tree.
. "$(dirname "$0")/common.sh"
build=${bin%/bin}
export LC_ALL=C

# It sees to it that all is built, which may take a while where only a part is.
patience=$((5 * patience)) expect 0 cpack --config "$build/CPackConfig.cmake" -B "$scratch/packages"
archive=$(echo packages/*.tar.gz)
[ -f "$archive" ] || { fails "no archive: $(cat out err)" && finish; }
mkdir unpacked prefix
tar xzf "$archive" -C unpacked --strip-components 1
tar tvzf "$archive" | awk '$1 ~ /^.......[^r]/ || $1 ~ /^d........[^x]/' >closed
[ ! -s closed ] || fails "not everybody may read: $(cat closed)"

# ---- the package for Debian ---------------------------------------------------------------------------------
package=$(echo packages/*.deb)
if command -v dpkg-deb >/dev/null; then
    [ -f "$package" ] || fails "no package for Debian: $(cat out err)"
    dpkg-deb -x "$package" prefix
    for library in libc6 libgsl libhdf5-openmpi- libopenmpi zlib1g libdeflate0 libisal2 openmpi-bin; do
        dpkg-deb -f "$package" Depends | grep -q "$library" || fails "it does not depend on $library"
    done
    dpkg-deb -f "$package" Recommends | grep -q gnuplot || fails "gnuplot is not recommended"
    dpkg-deb -f "$package" Version | grep -qE '^[0-9.]+-1~[a-z]+[0-9.]+$' || fails "$(dpkg-deb -f "$package" Version)"
    # The same as in the archive, and what only Debian has.
    (cd prefix/usr && find . -type f | sort) >in-package
    (cd unpacked && find . -type f | sort) >in-archive
    [ "$(comm -3 in-package in-archive | tr -d '\t' | tr '\n' ' ')" = \
        "./share/doc/tpmsync/changelog.Debian.gz ./share/lintian/overrides/tpmsync " ] ||
        fails "package and archive differ: $(comm -3 in-package in-archive)"
    # Lintian, of faults that count.
    if command -v lintian >/dev/null; then
        lintian --allow-root --fail-on error,warning "$package" >out 2>&1 || fails "lintian: $(cat out)"
    else
        fails "lintian is missing: scripts/setup --tests installs it"
    fi
else
    mv unpacked prefix/usr
fi
usr=$scratch/prefix/usr

# ---- what texts lead to is there ----------------------------------------------------------------------------
while IFS=: read -r text target; do
    [ -e "$(dirname "$text")/${target%%#*}" ] || fails "$text leads to $target, which is not there"
done < <(cd "$usr/share/doc/tpmsync" && grep -roE --include='*.md' '\]\([^)#:]+\)' "$PWD" | sed 's/](//; s/)$//')
[ -s "$usr/share/doc/tpmsync/copyright" ] || fails "no copyright"

# ---- the programs -------------------------------------------------------------------------------------------
for program in tpmsync tpmsync-reduce; do
    readelf -d "$usr/bin/$program" | grep -E 'R(UN)?PATH' >path && ! grep -qE "\[(/usr/local|/opt|/home|$build)" path &&
        fails "$program looks for libraries in $(cat path)"
    expect 0 "$usr/bin/$program" --version
    # Of this version, which is that of CITATION.cff, too.
    says out "$(sed -n 's/^version: //p' "$source/CITATION.cff")"
done
expect 0 mpirun -n 2 "$usr/bin/tpmsync" iterate --L 1 --runs 20 --quiet -o six.h5
# The values of the paper and the templates are those of the package, not of the source tree.
sed -i 's/^1,t_sync,61,/1,t_sync,77,/' "$usr/share/tpmsync/data/table1.csv"
expect 0 "$usr/bin/tpmsync-reduce" table1 six.h5
says out "77 ± 10"
echo 'print "template of the package"' >>"$usr/share/tpmsync/plots/fig1.gp"
expect 0 "$usr/bin/tpmsync-reduce" fig1 --plot fig1.svg six.h5
says err "template of the package"
[ -s fig1.svg ] || fails "no picture"

# ---- manual and completion ----------------------------------------------------------------------------------
expect 0 man -P cat -M "$usr/share/man" tpmsync-iterate
says out "TPMSYNC-ITERATE(1)"
# Bash finds completions by the name of the program.
expect 0 bash -c '. "$1"; COMP_WORDS=(tpmsync iterate --closure n) COMP_CWORD=3; _tpmsync; echo "${COMPREPLY[@]}"' \
    bash "$usr/share/bash-completion/completions/tpmsync"
[ "$(cat out)" = nine ] || fails "completion: $(cat out err)"

# ---- scripts and jobs ---------------------------------------------------------------------------------------
# All that they read is there: what the source has and they name.
grep -ohE '\$root/[^ ";)]+|data/[a-z0-9_/]+\.(csv|txt)' "$usr"/share/tpmsync/scripts/* | sed 's,^\$root/,,' | sort -u |
    grep -vE '^(scripts/setup|CMakeLists.txt|build|\.\./.*|.*[$*{].*)$' >named
[ "$(wc -l <named)" -gt 4 ] || fails "the scripts name nothing: $(cat named)"
while read -r name; do
    [ -e "$usr/share/tpmsync/$name" ] || fails "the scripts name $name, which is not installed"
done <named
for file in "$source"/data/results/*; do
    [ -e "$usr/share/tpmsync/data/results/${file##*/}" ] || fails "$file is not installed"
done
# Nobody may write there, but for root.
chmod -R a-w "$usr/share/tpmsync"
expect 0 "$usr/share/tpmsync/scripts/reproduce" --out out-installed --quick --runs 4 --ranks 2 --items fig1
[ -s out-installed/fig1.svg ] && [ -s out-installed/report.md ] || fails "no report: $(ls out-installed)"
! grep -q "== build" out || fails "something was built"
expect 0 "$usr/share/tpmsync/scripts/verify" --modes ranks --only "iterate --L 1"
says out "same bits"
expect 0 "$usr/share/tpmsync/scripts/report" out-installed
cp -r "$usr/share/tpmsync/jobs" jobs
PATH=$usr/bin:$PATH SLURM_SUBMIT_DIR=$scratch SLURM_JOB_ID=1 TPMSYNC_RUNS=4 TPMSYNC_SIMULATED=4 \
    expect 0 bash jobs/fig1/runs.sbatch
[ -s out-jobs/simulate-L1.h5 ] || fails "the job has made nothing: $(cat out err)"
finish
