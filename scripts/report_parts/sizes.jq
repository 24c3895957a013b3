# What N does.
include "text";

def sizes:
    . as $numbers
    | table("What grows with N."),
    "| the paper says | L | ours shows (slopes in steps per unit of ln N) |",
    "|---|---|---|",
    (.[] | select(.kind == "expected slope").L as $L
     | def value($kind; $time; $source):
           first($numbers[] | select(.kind == $kind and .L == $L and .N == 0 and .time == $time and .source == $source)
                 | (.value | g(4)) + if .error then " ± \(.error | g(2))" else "" end) // "not measured";
       "| t_b grows as log N, at the rate of the perceptrons | \($L) | slope \(value("slope"; "t_b"; "simulation")); iteration \(value("slope"; "t_b"; "nine")); 1/rate \(value("expected slope"; "t_b"; "simulation")) |",
       "| t_a does not depend on N | \($L) | slope \(value("slope"; "t_a"; "simulation")) |",
       "| no growth of t_sync with N is seen | \($L) | slope \(value("slope"; "t_sync"; "simulation")) |",
       "| (not in the paper) t_sync: simulation minus iteration | \($L) | \(value("difference"; "t_sync"; "nine")) steps at 1 - 0.1/(N L), expected \(value("expected difference"; "t_b"; "nine")); \(value("difference"; "t_sync"; "last")) where both end with the last component |",
       "| (not in the paper) t_learn: simulation minus iteration | \($L) | nine \(value("difference"; "t_learn"; "nine")), six \(value("difference"; "t_learn"; "six")) steps |"),
    "", verbatim("sizes");
