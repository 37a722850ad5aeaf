// The coreutils commands and similar ones, with their usual flags.
#include <doctest/doctest.h>

#include "tests/terminal/bash_fixture.h"

using namespace podfall;

namespace {
struct Files : BashFixture {
    Files() {
        write("/root/t",
              "NAME READY STATUS\nweb-1 1/1 Running\nweb-2 0/1 Pending\ndb-1 1/1 Running\n");
        write("/root/n", "3\n10\n2\n10\n");
        write("/root/c", "a,b,c\nd,e,f\nplain\n");
        run("unalias grep ls");  // no colours
    }
};
}  // namespace

TEST_CASE("head, tail, tac, wc") {
    Files b;
    CHECK(b.out("head -1 t") == "NAME READY STATUS\n");
    CHECK(b.out("head -n -3 t") == "NAME READY STATUS\n");
    CHECK(b.out("tail -n 1 t") == "db-1 1/1 Running\n");
    CHECK(b.out("tail -n +4 t; tail -2 n; head -c 4 t") == "db-1 1/1 Running\n2\n10\nNAME");
    CHECK(b.out("yes | head -2") == "y\ny\n");
    CHECK(b.out("tac n") == "10\n2\n10\n3\n");
    CHECK(b.out("wc -l t; wc -l < t; cat t | wc; wc n c") ==
          "4 t\n4\n      4      12      71\n 4  4 10 n\n 3  3 18 c\n 7  7 28 total\n");
    CHECK(b.err("head -n x t") == "head: invalid number of lines: 'x'\n");
    CHECK(b.err("wc -z") == "wc: invalid option -- 'z'\nTry 'wc --help' for more information.\n");
}

TEST_CASE("tail -f shows what is appended, until Ctrl+C") {
    Files b;
    b.run("tail -f n &");
    b.type("tail -f n");
    b.pass(seconds(2));
    CHECK_FALSE(b.idle());
    b.write("/root/n", "3\n10\n2\n10\nnew line\n");
    b.pass(seconds(2));
    CHECK(b.screen().find("new line") != std::string::npos);
    b.interrupt();
    CHECK(b.idle());
    CHECK(b.session().report.exit_code == 130);
}

TEST_CASE("grep") {
    Files b;
    CHECK(b.out("grep web t") == "web-1 1/1 Running\nweb-2 0/1 Pending\n");
    CHECK(b.out("grep -v web t | grep -c 1") == "1\n");
    CHECK(b.out("grep -n -i RUNNING t") == "2:web-1 1/1 Running\n4:db-1 1/1 Running\n");
    CHECK(b.out("grep -o 'web-[0-9]' t; grep -E '^(web|db)-1' t | wc -l") == "web-1\nweb-2\n2\n");
    CHECK(b.out("grep -w 1 n; echo $?; grep -q 10 n; echo $?") == "1\n0\n");
    CHECK(b.out("grep -A 1 NAME t; grep -B1 db t") ==
          "NAME READY STATUS\nweb-1 1/1 Running\nweb-2 0/1 Pending\ndb-1 1/1 Running\n");
    CHECK(b.out("grep 10 t n") == "n:10\nn:10\n");
    CHECK(b.out("grep -l n t c; grep -F '.' c; grep 'web\\|db' t | wc -l; grep -e db -e NAME t | "
                "wc -l") == "t\nc\n3\n2\n");
    CHECK(b.err("grep x none") == "grep: none: No such file or directory\n");
    CHECK(b.status == 2);
    CHECK(b.err("grep '[' t") == "grep: Unmatched [ or [^\n");
    CHECK(b.out("grep --color=auto web-1 t") == "\x1b[01;31m\x1b[Kweb-1\x1b[m\x1b[K 1/1 Running\n");
    CHECK(b.out("grep --color=auto web-1 t | cat") == "web-1 1/1 Running\n");
}

TEST_CASE("awk") {
    Files b;
    CHECK(b.out("awk '{print $1,$3}' t") ==
          "NAME STATUS\nweb-1 Running\nweb-2 Pending\ndb-1 Running\n");
    CHECK(b.out("awk 'NR>1{print $1}' t") == "web-1\nweb-2\ndb-1\n");
    CHECK(b.out("awk '$3==\"Running\"{n++} END{print n, NR}' t") == "2 4\n");
    CHECK(b.out("awk -F, '{print $2; print NF}' c") == "b\n3\ne\n3\n\n1\n");
    CHECK(b.out("awk '/web/ && $2 != \"1/1\" {print $NF}' t") == "Pending\n");
    CHECK(b.out("awk '{s+=$1} END{printf \"%d %.2f %5s|%-4s|\\n\", s, s/4, \"a\", \"b\"}' n") ==
          "25 6.25     a|b   |\n");
    CHECK(b.out("awk '{c[$3]++} END{for (k in c) print k, c[k]}' t | sort") ==
          "Pending 1\nRunning 2\nSTATUS 1\n");
    CHECK(b.out("awk -v x=7 'BEGIN{print x+1, length(\"abc\"), substr(\"hello\",2,3), "
                "index(\"abc\",\"c\"), toupper(\"a\")}'") == "8 3 ell 3 A\n");
    CHECK(b.out("awk '{sub(/web/,\"app\"); gsub(/-/,\"_\"); print $1}' t") ==
          "NAME\napp_1\napp_2\ndb_1\n");
    CHECK(b.out("awk '$1>2' n; awk 'NR==2,NR==3' n; awk 'END{print $0}' n") ==
          "3\n10\n10\n10\n2\n10\n");
    CHECK(b.out("awk '{if ($1 >= 10) print \"big\"; else print \"small\"}' n | uniq -c") ==
          "      1 small\n      1 big\n      1 small\n      1 big\n");
    CHECK(b.out("awk 'BEGIN{for(i=0;i<3;i++) s = s i \" \"; print s; n=split(\"a:b\",p,\":\"); "
                "print n p[2]; x = 3 > 2 ? \"y\" : \"n\"; print x}'") == "0 1 2 \n2b\ny\n");
    CHECK(b.out("awk '{$2=\"\"; print}' c | head -1; awk '!seen[$0]++' n") == "a,b,c \n3\n10\n2\n");
    b.out("awk '{print' t");
    CHECK(b.status == 1);
}

TEST_CASE("sed") {
    Files b;
    CHECK(b.out("sed 's/web/app/;s/Running/Up/' t | tail -n +2") ==
          "app-1 1/1 Up\napp-2 0/1 Pending\ndb-1 1/1 Up\n");
    CHECK(b.out("sed -n '/web/p' t; sed -n '2,3p' n; sed -n '$p' n; sed '1d;$d' n") ==
          "web-1 1/1 Running\nweb-2 0/1 Pending\n10\n2\n10\n10\n2\n");
    CHECK(b.out("sed -n \"/web-2/,$ p\" t") == "web-2 0/1 Pending\ndb-1 1/1 Running\n");
    CHECK(b.out("echo aXbX | sed 's/X/-/g'; echo aXbX | sed 's/X/-/2'; echo AbC | sed "
                "'s/[a-z]/<&>/I'") == "a-b-\naXb-\n<A>bC\n");
    CHECK(b.out("echo 'k: v' | sed -E 's/(.*): (.*)/\\2=\\1/'; echo 'k: v' | sed 's/\\(.*\\): "
                "\\(.*\\)/\\2=\\1/'") == "v=k\nv=k\n");
    CHECK(b.out("echo default.pinned-66f7-x1 | sed "
                "'s/default.pinned-[a-z0-9-]*/POD/;s/default.del-[a-z0-9-]*/POD/'") == "POD\n");
    CHECK(b.out("echo '2 in 34 mill' | sed -E \"s/^[^]]*\\\\] //;s/in [0-9]+ mill/in N mill/\"") ==
          "2 in N mill\n");
    b.run("sed -i s/10/11/ n; sed -i '/^2$/d' n");
    CHECK(b.file("/root/n") == "3\n11\n11\n");
    CHECK(b.out("sed -e '1i top' -e '$a end' n; sed 's|/|_|g' t | tail -1; sed 2q n; sed '/11/!d' "
                "n | wc -l") == "top\n3\n11\n11\nend\ndb-1 1_1 Running\n3\n11\n2\n");
    CHECK(b.err("sed 's/a' t") == "sed: -e expression #1, char 3: unterminated `s' command\n");
    CHECK(b.err("sed p none") == "sed: can't read none: No such file or directory\n");
}

TEST_CASE("sort, uniq, cut, tr and the like") {
    Files b;
    CHECK(b.out("sort n") == "10\n10\n2\n3\n");
    CHECK(b.out("sort -n n; sort -rn n | head -1; sort -u n | wc -l") == "2\n3\n10\n10\n10\n3\n");
    CHECK(b.out("sort -k3,3 -k1,1r t | awk '{print $1}'") == "web-2\nweb-1\ndb-1\nNAME\n");
    CHECK(b.out("sort -t, -k2 -r c | head -1") == "d,e,f\n");
    CHECK(b.out("printf 'b\\nA\\na\\nB\\n' | sort | tr -d '\\n'") == "aAbB");
    CHECK(b.out("printf '1K\\n2M\\n3\\n' | sort -h | tr '\\n' ' '") == "3 1K 2M ");
    CHECK(b.out("sort n | uniq -c; sort n | uniq -d; sort n | uniq -u") ==
          "      2 10\n      1 2\n      1 3\n10\n2\n3\n");
    CHECK(
        b.out(
            "cut -d, -f2 c; cut -c1-3 t | head -1; cut -d, -f1,3 c | head -1; cut -d, -f2- -s c") ==
        "b\ne\nplain\nNAM\na,c\nb,c\ne,f\n");
    CHECK(b.out("echo Hello | tr a-z A-Z; echo aabb | tr -s ab; echo a1b2 | tr -d '[:digit:]'; "
                "echo 'a  b' | tr -s ' ' | cut -d' ' -f2; echo a:b | tr ':' '\\n'") ==
          "HELLO\nab\nab\nb\na\nb\n");
    CHECK(b.out("seq 3 | tr '\\n' ' '; seq -s, 2 2 6; seq 3 -1 1 | head -1; echo abc | rev; echo x "
                "| nl") == "1 2 3 2,4,6\n3\ncba\n     1\tx\n");
    CHECK(b.out("echo -n hello | base64; echo aGVsbG8= | base64 -d; printf 'a bb\\nccc d\\n' | "
                "column -t") == "aGVsbG8=\nhelloa    bb\nccc  d\n");
    CHECK(b.out("echo x | tee f | cat; cat f; echo y | tee -a f > /dev/null; cat f") ==
          "x\nx\nx\ny\n");
}

TEST_CASE("files") {
    Files b;
    CHECK(b.out("mkdir -p a/b; touch a/b/x; cp -r a z; mv t a; ls -1 a z; ls -1") ==
          "a:\nb\nt\n\nz:\nb\na\nc\nn\nz\n");
    CHECK(b.out("rm -rf a; ls a") == "");
    CHECK(b.errors == "ls: cannot access a: No such file or directory\n");
    CHECK(b.out("ls -l n") == "-rw-r--r-- 1 root root 10 Aug 15 14:00 n\n");
    CHECK(
        b.out(
            "touch .h; ls -a | head -3; basename /a/b.txt .txt; dirname /a/b; stat -c '%s %n' n") ==
        ".\n..\nc\nb\n/a\n10 n\n");
    CHECK(b.err("rm z") == "rm: cannot remove ‘z’: Is a directory\n");
    CHECK(b.err("mkdir z; rmdir z; cp none x; mv none x") ==
          "mkdir: cannot create directory ‘z’: File exists\nrmdir: failed to remove ‘z’: Directory "
          "not empty\n"
          "cp: cannot stat ‘none’: No such file or directory\nmv: cannot stat ‘none’: No such file "
          "or directory\n");
    b.run("chmod +x n; chmod 600 c");
    CHECK(b.out("ls -l n c | cut -c1-10") == "-rw-------\n-rwxr-xr-x\n");
    b.type("rm n");  // the alias asks
    b.run("y");
    CHECK(b.file("/root/n") == "(none)");
}

TEST_CASE("date, xargs, printf and the machine's facts") {
    Files b;
    CHECK(b.out("date").find("Mon Aug 15 14:00:0") == 0);
    CHECK(b.out("date -u +%FT%H:%M; date -d @0 +%s; date '+%H시 %Z'") ==
          "2022-08-15T05:00\n0\n14시 KST\n");
    CHECK(b.out("echo a b c | xargs -n 2 echo -; echo x y | xargs -n1 -I{} echo '<{}>'; echo a | "
                "xargs") == "- a b\n- c\n<x y>\na\n");
    CHECK(b.out("printf '%s-%03d|%-5s|%x\\n' a 7 b 255; printf '%s\\n' 1 2") ==
          "a-007|b    |ff\n1\n2\n");
    CHECK(b.out("hostname; uname; whoami; id -u; echo $HOSTNAME $USER $PWD") ==
          "m-k8s\nLinux\nroot\n0\nm-k8s root /root\n");
    CHECK(b.out("which ls; type cat; which none").find("/usr/bin/ls\ncat is /usr/bin/cat\n") !=
          std::string::npos);
    CHECK(b.err("man ls") == "No manual entry for ls\n");
    CHECK(b.out("env | grep ^HOME; X=1 env | grep ^X=; echo \"[$X]\"; env A=b bash -c 'echo $A'") ==
          "HOME=/root\nX=1\n[]\nb\n");
}
