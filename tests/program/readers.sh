# Every kind of file is read by programs that know nothing of this one: netCDF's tools, which open each group and see
# its scales; with a third argument R and Octave, too, which are large.
# usage: readers.sh BIN SOURCE [all]
. "$(dirname "$0")/common.sh"

# found PROGRAM PACKAGE: whether it is there; says so if not.
found() {
    command -v "$1" >/dev/null && return
    echo "SKIPPED: program.readers: $1 was not found (Debian: $2)"
    return 1
}

make() { # FILE OPTIONS...
    local file=$1
    shift
    expect 0 "$tpmsync" "$@" --quiet -o "$file"
}
make iterate.h5 iterate --L 1 --runs 40
make trace.h5 iterate --L 1 --runs 5 --trace log:5
make simulate.h5 simulate --L 1 --N 100 --runs 10
make many.h5 simulate --update agreement --method weights --N 100 --L 2 --attack majority --attackers 5 --until sync \
    --runs 4 --trace log:5
make continuous.h5 continuous --N 50 --runs 5 --alpha-max 2 --trace all
make ode.h5 ode --eta 1,2,3 --alpha-max 2
make passage.h5 split --L 2 --trials 100 --replicates 3
make lucky.h5 split --event lucky --L 1 --trials 100 --replicates 3

# What is in a file of each kind is what the table of src/file/README.md says, which test file.readme compares.
"$bin/../tests/layout_table" | awk -F ' *[|] *' '{ gsub("`", "", $2) } $2 ~ "^/" { print $4 "|" $2 " " $3 }
    $2 ~ "^[a-z_]*$" { print $3 "|" $2 }' >layout
# holds FILE KIND [KIND]
holds() {
    local file=$1
    shift
    (IFS='|' && grep -E "^(.*, )?($*)(,.*)?[|]" layout) | cut -d '|' -f 2- | sed 's/ .*//' | sort >told
    { h5ls -r "$file" | sed -n 's, *Dataset.*,,p'
      h5dump -A -g / "$file" | sed -n 's,^   ATTRIBUTE "\(.*\)" .*,\1,p' | grep -xFf <(cut -d '|' -f 2 layout); } | sort >there
    diff told there >difference || fails "$file is not as the table of datasets says: $(cat difference)"
}
holds iterate.h5 iterate
holds trace.h5 iterate
holds simulate.h5 simulate
holds many.h5 simulate "several attacking machines"
holds continuous.h5 continuous
holds ode.h5 ode
holds passage.h5 "split passage"
holds lucky.h5 "split lucky"

if found ncdump netcdf-bin; then
    for file in *.h5; do
        expect 0 ncdump -h "$file"
        says out 'string :schema = "tpmsync/1" ;'
        # A dimension that is no scale of its group is called so.
        ! grep -E 'phony_dim|:[a-z]+-' out || fails "$file: dimensions without scales, or names that are no identifiers"
        expect 0 nccopy "$file" copy.nc
        expect 0 ncdump copy.nc
    done
    expect 0 ncdump -v replicates/probability passage.h5
    says out "double probability(replicate, gap)"
    says out "double gap(gap)"
    expect 0 ncdump -h ode.h5
    says out "double rho_ab(eta, alpha)"
    expect 0 ncdump -h trace.h5
    says out "double rho_ab(step, unit)"
fi

[ "${3:-}" = all ] || finish
if found Rscript r-base-core && Rscript -e 'library(hdf5r)' >/dev/null 2>&1; then
    cat >read.R <<'END'
library(hdf5r)
for (name in commandArgs(TRUE)) {
    file <- H5File$new(name, "r")
    stopifnot(h5attr(file, "schema") == "tpmsync/1")
    for (path in list.datasets(file)) stopifnot(length(file[[path]]$read()) >= 0)
    file$close_all()
}
file <- H5File$new("iterate.h5", "r")
cat(sprintf("%.10g\n", mean(as.numeric(file[["runs/t_sync"]]$read()))))
END
    expect 0 Rscript read.R ./*.h5
    cp out r.mean
    [ "$(cat r.mean)" = "$(data iterate.h5 /runs/t_sync | awk '{ s += $1 } END { printf "%.10g", s / NR }')" ] ||
        fails "R has another mean: $(cat r.mean)"
else
    echo "SKIPPED: program.readers: R's hdf5r was not found (Debian: r-cran-hdf5r)"
fi
if found octave-cli octave; then
    cat >read_all.m <<'END'
names = glob("*.h5");
for k = 1:numel(names)
    file = load("-hdf5", names{k});
    assert(numel(fieldnames(file)) >= 2);
end
file = load("-hdf5", "iterate.h5");
printf("%.10g\n", mean(double(file.runs.t_sync)));
END
    # Octave 7 has trouble with its end in some containers, when all is done.
    timeout $patience octave-cli --no-gui read_all.m >out 2>err
    [ "$(cat out)" = "$(data iterate.h5 /runs/t_sync | awk '{ s += $1 } END { printf "%.10g", s / NR }')" ] ||
        fails "Octave has another mean: $(cat out err)"
fi
finish
