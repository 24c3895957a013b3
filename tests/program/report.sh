# scripts/report: from an empty folder to a page, and texts that appear only when the numbers
# call for them.
. "$(dirname "$0")/common.sh"
report=$source/scripts/report

# Nothing there: everything is named as missing.
mkdir empty
expect 0 "$report" empty
for item in table1 fig1 fig2 claims; do
    says empty/report.md "--items $item"
done
says empty/report.md "Nothing that was measured calls for an explanation."
says empty/report.md "There are no HDF5 files here."
! grep -qE "What N does|Past the paper" empty/report.md || fails "what nobody asked for is missed"
expect 2 "$report"
expect 2 "$report" no-such-folder

# table T_SYNC3 T_LEARN4 SD: a table1.csv with these values, the distances made to match.
table() {
    echo "engine,method,L,initial,closure,criterion,cl,N,ties,until,no_attacker,seeds,runs,runs_not_done,runs_censored,quantity,status,mean,sd,se,lower_bound,censored,unknown,paper_mean,paper_spread,paper_rounding,paper_runs,distance"
    echo "iterate,batch,3,3,six,mean,0.99999,,,,0,1,400,0,0,t_sync,mean,$1,$3,5,,0,0,376,51,0.5,2000,$(awk "BEGIN {print ($1 - 376) / 5}")"
    echo "iterate,batch,4,4,six,mean,0.99999,,,,0,1,400,0,0,t_learn,mean,$2,2e6,1e5,,0,0,6.9e7,5.7e7,5e5,2000,$(awk "BEGIN {print ($2 - 6.9e7) / 1.5e6}")"
}
mkdir same other
table 377 6.8e7 52 >same/table1.csv
expect 0 "$report" same
says same/report.md "| iterate six | 3 | 400 | t_sync | 377 ± 52 (5) | 376 ± 51 |"
says same/report.md "Nothing that was measured calls for an explanation."
table 420 6e6 102 >other/table1.csv
printf '%s\n' 'claim,claim_verdict,part,verdict,value,error,low,high,runs,measured,criterion' \
    'e,differs,"L = 3, simulate N = 10000",differs,0.01,,0.005,0.02,1000,"largest t_sync 1300","every t_sync"' \
    'e,differs,"L = 3, iterate six",agrees,0,,0,0.01,1000,"largest t_sync 900","every t_sync"' >other/claims.csv
echo "(e) DIFFERS: the largest are below 1000" >other/claims.txt
expect 0 "$report" other
says other/report.md "t_sync of L = 3 is above the paper"
says other/report.md "420 ± 5 steps against 376, a factor of 1.12 and 8.8 standard errors"
says other/report.md "t_learn of L = 4 is below the printed 6.9e+07"
says other/report.md "0.50 to 0.50 of the standard deviation"
says other/report.md "Claim (e), L = 3, simulate N = 10000: differs."
says other/report.md "stays below 1000 with probability 0.0066" # 0.99^500
says other/report.md "| (e) | **differs** | the largest are below 1000 |"
! grep -q "iterate six: differs" other/report.md || fails "a claim that agrees is explained"
! grep -q "Nothing that was measured" other/report.md || fails "it says that nothing differs"

# A real file: provenance and run time. A picture: in the page, with names of its own.
expect 0 "$tpmsync" iterate --L 1 --runs 4 --quiet --output same/runs.h5
echo "Figure 1" >same/fig1.txt
cat >same/fig1.svg <<'END'
<?xml version="1.0"?>
<svg xmlns="http://www.w3.org/2000/svg"><defs><path id='dot' d='M0,0'/></defs><use xlink:href='#dot'/></svg>
END
expect 0 "$report" same
says same/report.md "| runs.h5 | \`tpmsync iterate --L 1 --runs 4 --quiet\` | 1 |"
says same/report.md "- compiler: "
says same/report.md "![Figure 1](fig1.svg)"
if command -v cmark-gfm >/dev/null; then
    says same/report.html "<table>"
    says same/report.html "<path id='fig1-dot' d='M0,0'/>"
    says same/report.html "href='#fig1-dot'"
    ! grep -qE '<img|src=|<\?xml' same/report.html || fails "the page refers to other files"
    tail -1 same/report.html | grep -q '</html>' || fails "the page is cut off"
fi

# Beyond the paper: a part each where the item was made.
echo "Times against the number of inputs N" >same/sizes.txt
cat >same/sizes.csv <<'END'
kind,L,N,time,source,runs_or_sizes,value,error,chi2,p
slope,2,,t_b,simulation,6,9.484,0.077,4.3,0.37
slope,2,,t_b,nine,6,9.515,0.022,4.3,0.37
difference,2,100000,t_sync,nine,2000,9,1.3,,
difference,2,,t_sync,nine,6,0.93,0.52,5.1,0.4
expected slope,2,,t_b,simulation,0,9.437,,,
expected difference,2,,t_b,nine,0,0.6265,,,
END
echo "3  iterate six" >same/lucky.txt
echo "L,engine" >same/lucky.csv
expect 0 "$report" same
says same/report.md "| 2 | slope 9.484 ± 0.077; iteration 9.515 ± 0.022; 1/rate 9.437 |"
says same/report.md "| 2 | 0.93 ± 0.52 steps at 1 - 0.1/(N L), expected 0.6265; not measured where both end"
says same/report.md "| t_a does not depend on N | 2 | slope not measured |"
says same/report.md "    3  iterate six"

finish
