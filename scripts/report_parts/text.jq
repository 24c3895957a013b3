# Numbers as text, and what all parts of the report share: $ARGS.named is what report.jq says.

# ---- numbers: %.ng, %.nf, %+.nf ----------------------------------------------------------------

def scaled($k): if $k >= 0 then . * pow(10; $k) else . / pow(10; -$k) end;
def raised: tostring | explode | map("⁰¹²³⁴⁵⁶⁷⁸⁹⁻"[if . == 45 then 10 else . - 48 end:][:1]) | add;
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
# A number with its error, as the tables of the reducers have it (analysis/print/number_text.h): two digits of the error,
# seven of the number at most; from 10^5 on, below 10^-4 and where the last digit is not that of units a power of ten.
def exponent: if . == 0 then 0 else (fabs | log10 | floor) as $e | if fabs >= pow(10; $e + 1) then $e + 1 elif fabs < pow(10; $e) then $e - 1 else $e end end;
def last_digit($error): exponent as $e | [($error | exponent) - 1, $e - 6] | max;
def laid_out($value; $last):
    ($value | exponent) as $e
    | if $e >= 5 or $e < -4 or $last > 0 then scaled(-$e) | f([$e - $last, 0] | max) + "·10\($e | raised)"
      else f([-$last, 0] | max) end;
# "a, b and c"
def list: map(tostring) | if length < 2 then join("") else "\(.[:-1] | join(", ")) and \(.[-1])" end;

# ---- what there is -----------------------------------------------------------------------------

def data($name): $ARGS.named["\($name).json"] | if . then .[0] else null end;
def indented: split("\n")[] | "    \(.)";
# Minus signs and powers of ten as they are printed.
def typeset:
    gsub("(?<m>[0-9)])e(?<s>[+-])0*(?<e>[0-9]+)"; "\(.m)·10\((if .s == "-" then "-" else "" end) + .e | raised)")
    | gsub("10\\^(?<e>-?[0-9]+)"; "10\(.e | raised)")
    | gsub("(?<before>^|[ (=|~\\[])-(?<digit>[0-9])"; "\(.before)−\(.digit)")
    | gsub("(?<a>[0-9)]) - (?<b>[0-9(])"; "\(.a) − \(.b)");
def verbatim($name): ($ARGS.named["\($name).txt"] // "" | rtrimstr("\n") | indented), "";
def missing($what; $item): "*\($what) is missing: `scripts/reproduce --items \($item)` makes it.*", "";
def left_out:
    (if type == "array" then .[0] else . end | .remarks // []) as $remarks
    | if $remarks == [] then empty else "Files that are left out:", "", ($remarks[] | indented), "" end;

# What numbered puts into the text, by the first word of a line.
def caption($kind): gsub("\n"; " ") | "\($kind): \(.)", "";
def table($text): $text | caption("Table");
# Lines numbered: parts, figures and tables as they come, and the parts listed at "Contents". What is code stays.
def numbered:
    reduce .[] as $line ({lines: [], parts: [], figure: 0, table: 0};
        if $line | startswith("## ") then .parts += ["\(.parts | length + 1). \($line[3:])"] | .lines += ["## \(.parts[-1])"]
        elif $line | startswith("Figure: ") then .figure += 1 | .lines += ["**Figure \(.figure).** \($line[8:] | typeset)"]
        elif $line | startswith("Table: ") then .table += 1 | .lines += ["**Table \(.table).** \($line[7:] | typeset)"]
        elif ($line | startswith("    ")) or ($line | test("`")) then .lines += [$line]
        else .lines += [$line | typeset] end)
    | .parts as $parts | .lines[]
    | if . == "Contents" then $parts[] | "- [\(.)](#\(ascii_downcase | gsub("[^a-z0-9 -]"; "") | gsub(" "; "-")))" else . end;

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
        ($caption | caption("Figure")), body);
