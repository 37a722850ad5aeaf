// kubectl cp, debug, kustomize, apply --prune and edit-last-applied; tar; what images log.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"
#include "tests/terminal/bash_fixture.h"

using namespace podfall;

TEST_CASE("tar packs and unpacks, compressed or not") {
    BashFixture b;
    b.out("mkdir -p d/e; echo one > d/1; printf 'a\\0b' > d/e/2; chmod 600 d/1");
    CHECK(b.out("tar czvf d.tgz d; rm -rf d; tar tf d.tgz") ==
          "d/\nd/1\nd/e/\nd/e/2\nd/\nd/1\nd/e/\nd/e/2\n");
    CHECK(b.out("mkdir x; tar -xzf d.tgz -C x && cat x/d/1 && wc -c < x/d/e/2") == "one\n3\n");
    CHECK(contains(b.out("ls -l x/d/1"), "-rw-------"));
    CHECK(b.out("tar cf - x | tar tf - | head -1") == "x/\n");
    CHECK(b.err("tar xf nope.tar") ==
          "tar: nope.tar: Cannot open: No such file or directory\n"
          "tar: Error is not recoverable: exiting now\n");
    CHECK(b.status == 2);
    CHECK(b.err("tar cf a.tar nope") ==
          "tar: nope: Cannot stat: No such file or directory\n"
          "tar: Exiting with failure status due to previous errors\n");
}

TEST_CASE("kubectl cp copies files and folders with the container's tar") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx; kubectl run w --image=containous/whoami");
    m.pass(seconds(10));
    CHECK(m.out(0,
                "mkdir -p d/e; echo one > d/1; kubectl cp d n:/srv/d; "
                "kubectl exec n -- cat /srv/d/1") == "one\n");
    CHECK(m.out(0, "kubectl cp d/1 n:/tmp; kubectl exec n -- cat /tmp/1") == "one\n");
    CHECK(m.out(0, "kubectl cp n:/srv/d back; cat back/1") ==
          "tar: Removing leading `/' from member names\none\n");
    CHECK(m.out(0, "kubectl cp default/n:srv/d/1 one; cat one") == "one\n");
    CHECK(m.err(0, "kubectl cp n:/nope x") == "command terminated with exit code 2\n");
    CHECK(contains(m.out(0, "kubectl cp d/1 w:/x"), "exec: \"tar\": executable file not found"));
    CHECK(m.errors == "command terminated with exit code 126\n");
    CHECK(m.err(0, "kubectl cp d/1 nope:/x") ==
          "Error from server (NotFound): pods \"nope\" not found\n");
}

TEST_CASE("kubectl debug copies a pod, and looks at a node") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx");
    m.pass(seconds(8));
    CHECK(m.out(0, "kubectl debug n --copy-to=c --image=busybox -c look -- sleep 99").empty());
    m.pass(seconds(10));
    CHECK(m.out(0, "kubectl get pod c -o jsonpath='{.spec.containers[*].name} {.status.phase}'") ==
          "n look Running");
    CHECK(contains(m.out(0, "kubectl debug node/w1-k8s --image=busybox -- cat /host/etc/hostname"),
                   "Creating debugging pod node-debugger-w1-k8s-"));
    m.pass(seconds(10));
    CHECK(m.out(0, "kubectl logs $(kubectl get pods -o name | grep debugger)") == "w1-k8s\n");
}

TEST_CASE("a kustomization is built with its bases, and a changed ConfigMap gets another name") {
    MachineFixture m;
    m.out(0,
          "mkdir -p b o; kubectl create deploy web --image=nginx --dry-run=client -o yaml > "
          "b/d.yaml; printf 'resources: [d.yaml]\\ncommonLabels: {app: web}\\n"
          "configMapGenerator: [{name: c, literals: [a=1]}]\\n' > b/kustomization.yaml; "
          "printf 'bases: [../b]\\nnamePrefix: p-\\nimages: [{name: nginx, newTag: \"1.19\"}]\\n'"
          " > o/kustomization.yaml");
    CHECK(m.out(0, "kubectl apply -k o") ==
          "configmap/p-c-5k6k8th962 created\ndeployment.apps/p-web created\n");
    CHECK(m.out(0, "kubectl get deploy p-web -o jsonpath='{..image}'") == "nginx:1.19");
    CHECK(m.out(0, "sed -i s/a=1/a=2/ b/kustomization.yaml; kubectl kustomize o | grep p-c") !=
          "  name: p-c-5k6k8th962\n");
    CHECK(m.err(0, "kubectl kustomize nope") ==
          "Error: absolute path error in 'nope' : evalsymlink failure on 'nope' : lstat "
          "/root/nope: no such file or directory\n");
}

TEST_CASE("apply --prune removes what is no longer among the manifests") {
    MachineFixture m;
    m.out(0,
          "for i in a b; do kubectl create cm $i --dry-run=client -o yaml | sed "
          "'s/^metadata:/metadata:\\n  labels: {s: x}/' > $i.yaml; done; "
          "kubectl apply -f a.yaml -f b.yaml");
    CHECK(m.out(0, "kubectl apply --prune -l s=x -f a.yaml") ==
          "configmap/a configured\nconfigmap/b pruned\n");
    CHECK(m.out(0, "kubectl get cm -l s=x -o name") == "configmap/a\n");
}

TEST_CASE("images log what they print at start, and busybox has its own nslookup") {
    MachineFixture m;
    m.out(0,
          "kubectl run n --image=nginx:1.19; kubectl run o --image=nginx:1.18; "
          "kubectl run b --image=busybox:1.28 -- sleep 999; "
          "kubectl run c --image=busybox -- sleep 999");
    m.pass(seconds(12));
    CHECK(contains(m.out(0, "kubectl logs n"),
                   "/docker-entrypoint.sh: Configuration complete; ready for start up\n"));
    CHECK(m.out(0, "kubectl logs o").empty());
    CHECK(m.out(0, "kubectl exec b -- nslookup kubernetes.default") ==
          "Server:    10.96.0.10\nAddress 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local\n\n"
          "Name:      kubernetes.default\nAddress 1: 10.96.0.1 "
          "kubernetes.default.svc.cluster.local\n");
    CHECK(contains(m.out(0, "kubectl exec c -- nslookup kubernetes.default"),
                   "** server can't find kubernetes.default: "));
}
