// The language of bash: quoting, expansion, control structures.
#include <doctest/doctest.h>

#include "tests/terminal/bash_fixture.h"

using namespace podfall;

TEST_CASE("words, quotes and escapes") {
    BashFixture b;
    CHECK(b.out("echo hello   world") == "hello world\n");
    CHECK(b.out("echo 'a  b' \"c  d\" e\\ f") == "a  b c  d e f\n");
    CHECK(b.out("echo \"a'b\" 'c\"d'") == "a'b c\"d\n");
    CHECK(b.out("echo $'a\\tb\\n' | cat -A") == "a^Ib$\n$\n");
    CHECK(b.out("echo # nothing") == "\n");
    CHECK(b.out("echo a#b") == "a#b\n");
    CHECK(b.out("echo \"\\$x \\\\ \\a\"") == "$x \\ \\a\n");
    CHECK(b.out("echo '' | cat -A") == "$\n");
    CHECK(b.out("set -- '' \"\" a; echo $#") == "3\n");
}

TEST_CASE("variables and parameters") {
    BashFixture b;
    b.run("x=abc.tar.gz; e=; list='a b  c'");
    CHECK(b.out("echo $x ${x} \"$x\"_") == "abc.tar.gz abc.tar.gz abc.tar.gz_\n");
    CHECK(b.out("echo ${x%.*} ${x%%.*} ${x#*.} ${x##*.}") == "abc.tar abc tar.gz gz\n");
    CHECK(b.out("echo ${#x} ${x:1:2} ${x: -2} ${x/tar/zip} ${x//./-} ${x^^} ${x^}") ==
          "10 bc gz abc.zip.gz abc-tar-gz ABC.TAR.GZ Abc.tar.gz\n");
    CHECK(b.out("echo ${none:-d} ${e:-d} ${e-d} ${x:+y} ${none:=set} $none") == "d d y set set\n");
    CHECK(b.out("echo $list; echo \"$list\"") == "a b c\na b  c\n");
    CHECK(b.out("set -- a 'b c' d; echo $# $2 $*; for i in \"$@\"; do echo \"<$i>\"; done") ==
          "3 b c a b c d\n<a>\n<b c>\n<d>\n");
    CHECK(b.out("a=(one two 'three four'); echo ${#a[@]} ${a[1]} \"${a[@]}\" ${a[-1]}") ==
          "3 two one two three four three four\n");
    CHECK(b.err("echo ${nil:?must be set}") == "-bash: nil: must be set\n");
    CHECK(b.out("true; echo $?; false; echo $?") == "0\n1\n");
    CHECK(b.out("unset x; echo \"[$x]\"") == "[]\n");
}

TEST_CASE("substitution, arithmetic, braces, paths") {
    BashFixture b;
    CHECK(b.out("echo $(echo a; echo b) `echo c`") == "a b c\n");
    CHECK(b.out("echo \"$(printf 'a\\nb\\n\\n')\"") == "a\nb\n");
    CHECK(b.out("echo $(echo $(echo deep))") == "deep\n");
    CHECK(b.out("i=5; echo $((i++ * 2 + 1)) $i $((2**10)) $((7/2)) $((7%2)) $((1<2 && 3!=3)) "
                "$((i>5?1:0))") == "11 6 1024 3 1 0 1\n");
    CHECK(b.err("echo $((1/0))") == "-bash: 1/0: division by 0 (error token is \"0\")\n");
    CHECK(b.out("echo {a,b}{1..3} x{01..03} {c..a}") == "a1 a2 a3 b1 b2 b3 x01 x02 x03 c b a\n");
    b.run("mkdir d; touch d/a.yaml d/b.yaml d/c.txt d/.h");
    CHECK(b.out("echo d/*.yaml d/[ab].* d/?.txt d/*.none") ==
          "d/a.yaml d/b.yaml d/a.yaml d/b.yaml d/c.txt d/*.none\n");
    CHECK(b.out("echo \"d/*\" ~ ~/d") == "d/* /root /root/d\n");
    CHECK(b.out("cd d; echo *; cd -") == "a.yaml b.yaml c.txt\n/root\n");
}

TEST_CASE("lists, pipelines and redirections") {
    BashFixture b;
    CHECK(b.out("echo a; echo b && echo c || echo d; false && echo e || echo f") == "a\nb\nc\nf\n");
    CHECK(b.out("! true; echo $?; ! false; echo $?") == "1\n0\n");
    CHECK(b.out("echo a > f; echo b >> f; cat < f; cat f | cat | cat -n") ==
          "a\nb\n     1\ta\n     2\tb\n");
    CHECK(b.err("cat none") == "cat: none: No such file or directory\n");
    CHECK(b.status == 1);
    CHECK(b.out("cat none 2>&1 | cat -A") == "cat: none: No such file or directory$\n");
    CHECK(b.out("cat none 2> /dev/null; echo $?") == "1\n");
    CHECK(b.out("{ echo o; echo e >&2; } > both 2>&1; cat both") == "o\ne\n");
    CHECK(b.out("(echo o; echo e >&2) &> both; cat both") == "o\ne\n");
    CHECK(b.err("echo x > none/f") == "-bash: none/f: No such file or directory\n");
    CHECK(b.out("cat <<< 'here'") == "here\n");
    CHECK(b.out("false | true; echo $? ${PIPESTATUS[0]}") == "0 1\n");
    CHECK(b.out("set -o pipefail; false | true; echo $?; set +o pipefail") == "1\n");
    CHECK(b.out("x=1; (x=2; echo $x); echo $x; echo 3 | { read x; echo $x; }; echo $x") ==
          "2\n1\n3\n1\n");
}

TEST_CASE("here-documents take the following lines") {
    BashFixture b;
    b.run("x=value");
    b.type("cat <<EOF > f");
    CHECK(b.world.terminals.find(1)->prompt == "> ");
    b.type("a $x $(echo sub) \"q\"");
    b.run("EOF");
    CHECK(b.file("/root/f") == "a value sub \"q\"\n");
    b.type("cat <<'EOF'");
    b.type("$x");
    CHECK(b.out("EOF") == "$x\n");
    b.type("cat <<-E | cat -n");
    b.type("\tindented");
    CHECK(b.out("E") == "     1\tindented\n");
}

TEST_CASE("compound commands") {
    BashFixture b;
    CHECK(b.out("if true; then echo y; else echo n; fi") == "y\n");
    CHECK(b.out("if false; then echo y; elif [ 1 -eq 1 ]; then echo e; fi") == "e\n");
    CHECK(b.out("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done") == "1\n3\n");
    CHECK(b.out("for ((i=0;i<3;i++)); do echo $i; done") == "0\n1\n2\n");
    CHECK(b.out("i=0; while [ $i -lt 3 ]; do i=$((i+1)); [ $i = 3 ] && break; echo $i; done") ==
          "1\n2\n");
    CHECK(b.out("i=0; until [[ $i -ge 2 ]]; do echo $i; ((i++)); done") == "0\n1\n");
    CHECK(b.out("case abc in a) echo 1;; a*|b) echo 2;; *) echo 3;; esac") == "2\n");
    CHECK(b.out("f() { echo $1 $#; return 3; }; f x y; echo $?") == "x 2\n3\n");
    CHECK(b.out("g() { local v=in; echo $v; }; v=out; g; echo $v") == "in\nout\n");
    CHECK(
        b.out(
            "for i in a b; do for j in 1 2; do [ $j = 2 ] && continue 2; echo $i$j; done; done") ==
        "a1\nb1\n");
    CHECK(b.out("printf 'a 1\\nb 2\\n' | while read n v; do echo $v$n; done") == "1a\n2b\n");
    CHECK(b.out("[[ abc == a* && ! -e none ]] && echo yes") == "yes\n");
    CHECK(b.out("[[ v1.20.2 =~ ^v([0-9]+)\\.([0-9]+) ]] && echo ${BASH_REMATCH[2]}") == "20\n");
}

TEST_CASE("errors as bash prints them") {
    BashFixture b;
    CHECK(b.err("foo") == "-bash: foo: command not found\n");
    CHECK(b.status == 127);
    CHECK(b.err("echo )") == "-bash: syntax error near unexpected token `)'\n");
    CHECK(b.err("; echo") == "-bash: syntax error near unexpected token `;'\n");
    CHECK(b.err("./none") == "-bash: ./none: No such file or directory\n");
    CHECK(b.err("/root") == "-bash: /root: Is a directory\n");
    CHECK(b.status == 126);
    b.run("echo 'echo hi' > s.sh");
    CHECK(b.err("./s.sh") == "-bash: ./s.sh: Permission denied\n");
    CHECK(b.out("bash s.sh") == "hi\n");
    CHECK(b.err("cd none") == "-bash: cd: none: No such file or directory\n");
    CHECK(b.err("[ a -eq 1 ]") == "-bash: [: a: integer expression expected\n");
    CHECK(b.err("bash -c 'nope'") == "bash: nope: command not found\n");
}

TEST_CASE("aliases, history and the prompt") {
    BashFixture b;
    CHECK(b.world.terminals.find(1)->prompt == "[root@m-k8s ~]# ");
    b.run("cd /");
    CHECK(b.world.terminals.find(1)->prompt == "[root@m-k8s /]# ");
    b.run("alias hi='echo hello'");
    CHECK(b.out("hi there") == "hello there\n");
    CHECK(b.out("alias k") == "alias k='kubectl'\n");
    CHECK(b.out("type hi cd") == "hi is aliased to `echo hello'\ncd is a shell builtin\n");
    CHECK(b.out("history 2") == "    5  type hi cd\n    6  history 2\n");
    CHECK(b.screen().find("[root@m-k8s ~]# cd /\n[root@m-k8s /]# alias") == 0);
}
