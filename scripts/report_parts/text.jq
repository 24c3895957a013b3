# Numbers as text, and what all parts of the report share: $ARGS.named is what report.jq says.

# ---- numbers: %.ng, %.nf, %+.nf ----------------------------------------------------------------

def scaled($k): if $k >= 0 then . * pow(10; $k) else . / pow(10; -$k) end;
def padded($n): if length < $n then "0" * ($n - length) + . else . end;

def g($n):
    if . == 0 or . == null then "0" else
        (fabs | log10 | floor) as $e
        | (scaled($n - 1 - $e) | round) as $m
        | (if ($m | fabs) >= pow(10; $n) then [$m / 10, $e + 1] else [$m, $e] end) as [$m, $e]
        | if $e < -4 or $e >= $n then
            "\($m | scaled(1 - $n))e\(if $e < 0 then "-" else "+" end)\($e | fabs | tostring | padded(2))"
          else $m | scaled($e - $n + 1) | tostring end
    end;
def f($n):
    (if . < 0 then "-" else "" end)
    + (fabs | scaled($n) | round | tostring | padded($n + 1)
       | .[:length - $n] + (if $n > 0 then "." + .[length - $n:] else "" end));
def signed($n): (if . < 0 then "" else "+" end) + f($n);
# "a, b and c"
def list: map(tostring) | if length < 2 then join("") else "\(.[:-1] | join(", ")) and \(.[-1])" end;

# ---- what there is -----------------------------------------------------------------------------

def data($name): $ARGS.named["\($name).json"] | if . then .[0] else null end;
def indented: split("\n")[] | "    \(.)";
def verbatim($name): ($ARGS.named["\($name).txt"] // "" | rtrimstr("\n") | indented), "";
def missing($what; $item): "*\($what) is missing: `scripts/reproduce --items \($item)` makes it.*", "";
def left_out:
    (if type == "array" then .[0] else . end | .remarks // []) as $remarks
    | if $remarks == [] then empty else "Files that are left out:", "", ($remarks[] | indented), "" end;

# A part with what `body` makes of its data. What nobody asked for is not missed: then $item is null.
def part($name; $title; $item; body):
    data($name) as $data
    | if $data == null and $item == null then empty else
        "## \($title)", "",
        if $data == null then missing($title; $item) else ($data | body, left_out) end
    end;
def figure($name; $title; $item; $caption; body):
    part($name; $title; $item;
        (if $ARGS.named.pictures | split(" ") | index("\($name).svg") then "![\($title)](\($name).svg)", ""
         else missing("The picture \($name).svg"; $item // $name) end),
        $caption, "", body);
