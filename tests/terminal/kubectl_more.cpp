// kubectl's smaller commands: proxy, certificate, cluster-info dump, explain; Ctrl+C.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("Ctrl+C ends a watching kubectl with 1, and the line continues") {
    MachineFixture m;
    m.type(0, "kubectl get pods -w; echo then $?");
    m.pass(seconds(1));
    m.sim.interrupt(1);
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "^C\nthen 1\n"));
    m.type(0, "kubectl get pods -w | cat; echo never");
    m.pass(seconds(1));
    m.sim.interrupt(1);
    m.pass(seconds(1));
    CHECK(!contains(m.screen(0), "\nnever\n"));
    CHECK(m.out(0, "echo $?") == "130\n");
}

TEST_CASE("kubectl proxy passes requests on as the administrator") {
    MachineFixture m;
    m.out(0, "kubectl create cm settings --from-literal=a=b");
    m.type(0, "kubectl proxy --port=8001");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "Starting to serve on 127.0.0.1:8001\n"));
    CHECK(contains(
        m.out(1, "ssh m-k8s curl -s localhost:8001/api/v1/namespaces/default/configmaps/settings"),
        "\"a\": \"b\""));
    CHECK(m.out(1, "ssh m-k8s curl -s localhost:8001/api/v1/namespaces/default/pods/x/exec") ==
          "<h3>Unauthorized</h3>");
    CHECK(m.err(1, "ssh m-k8s kubectl proxy") ==
          "error: listen tcp 127.0.0.1:8001: bind: address already in use\n");
    m.out(1, "curl -s 192.168.1.10:8001");
    CHECK(m.status == 7);  // only on the loopback interface
    m.sim.interrupt(1);
    m.pass(seconds(1));
    m.out(0, "curl -s localhost:8001");
    CHECK(m.status == 7);
}

TEST_CASE("a certificate request names the requesting user and waits for approval") {
    MachineFixture m;
    m.out(0,
          "echo "
          "'{\"apiVersion\":\"certificates.k8s.io/"
          "v1\",\"kind\":\"CertificateSigningRequest\",\"metadata\":{\"name\":\"jane\"},\"spec\":{"
          "\"username\":\"root\","
          "\"signerName\":\"example.com/lab\",\"usages\":[\"client "
          "auth\"],\"request\":\"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K\"}}' > csr.json");
    CHECK(m.out(0, "kubectl create -f csr.json") ==
          "certificatesigningrequest.certificates.k8s.io/jane created\n");
    CHECK(contains(m.out(0, "kubectl get csr"), "kubernetes-admin   Pending\n"));
    CHECK(m.out(0, "kubectl certificate approve jane") ==
          "certificatesigningrequest.certificates.k8s.io/jane approved\n");
    CHECK(contains(m.out(0, "kubectl get csr"), "kubernetes-admin   Approved\n"));
    CHECK(m.err(0, "kubectl certificate deny jane") ==
          "error: certificate signing request \"jane\" is already Approved\n");
    m.out(0, "sed -i 's/jane/jack/; s/LS0t/AAAA/' csr.json");
    CHECK(contains(m.err(0, "kubectl create -f csr.json"),
                   "PEM block type must be CERTIFICATE REQUEST"));
}

TEST_CASE("cluster-info dump writes a folder tree") {
    MachineFixture m;
    CHECK(
        m.out(
            0,
            "kubectl cluster-info dump --namespaces=kube-system --output-directory=d | tail -1") ==
        "Cluster info dumped to d\n");
    CHECK(contains(m.out(0, "cat d/kube-system/kube-scheduler-m-k8s/logs.txt"),
                   "==== START logs for container kube-scheduler of pod "
                   "kube-system/kube-scheduler-m-k8s ===="));
    CHECK(m.out(0, "head -3 d/nodes.json") ==
          "{\n    \"kind\": \"NodeList\",\n    \"apiVersion\": \"v1\",\n");
}

TEST_CASE("explain describes fields and wraps the texts at the page width") {
    MachineFixture m;
    const std::string text = m.out(0, "kubectl explain pod.spec");
    CHECK(contains(text,
                   "RESOURCE: spec <Object>\n\nDESCRIPTION:\n     The desired state; controllers "
                   "work towards it.\n"));
    CHECK(contains(text, "   nodeName\t<string>\n     The node that runs the pod."));
    for (const std::string& line : split_lines(text)) CHECK(line.size() <= 80);
    CHECK(contains(m.out(0, "kubectl explain ingress.spec.rules.http.paths.backend"),
                   "service\t<Object>"));
}

TEST_CASE("without the server's table there are names and ages") {
    MachineFixture m;
    m.pass(minutes(5));
    CHECK(contains(m.out(0, "kubectl get node w1-k8s --server-print=false"),
                   "NAME     AGE\nw1-k8s   "));
}

TEST_CASE("a template's object has int64 for numbers") {
    MachineFixture m;
    const std::string get = "kubectl get deploy coredns -n kube-system -o go-template=";
    CHECK(m.out(0, get + "'{{gt .spec.replicas 1}} {{printf \"%d\" .spec.replicas}}'") == "true 2");
    m.out(0, get + "'{{gt .spec.replicas 1.0}}'");
    CHECK(contains(m.errors, "incompatible types for comparison"));
}

TEST_CASE("a watch of one old object starts now, and sends it once") {
    MachineFixture m;
    m.out(0, "kubectl create configmap old");
    m.pass(minutes(12));
    CHECK(m.out(0, "kubectl get cm old -w --no-headers --request-timeout=1s | awk '{print $1}'") ==
          "old\n");
    CHECK(m.err(0, "kubectl get cm old -w --request-timeout=1s") == "");
}

TEST_CASE("a context can be created before its cluster") {
    MachineFixture m;
    CHECK(m.out(0, "kubectl config set-context x --cluster=a --user=b") ==
          "Context \"x\" created.\n");
}

TEST_CASE(
    "set resources that are there already says nothing; metrics of one's own keep the default one "
    "away") {
    MachineFixture m;
    m.out(0, "kubectl create deploy web --image=nginx");
    CHECK(m.out(0, "kubectl set resources deploy web --limits=cpu=1") ==
          "deployment.apps/web resource requirements updated\n");
    CHECK(m.out(0, "kubectl set resources deploy web --limits=cpu=1") == "");
    CHECK(m.err(0, "kubectl set resources deploy web --limits=cpu=1") == "");
    m.out(0,
          "echo "
          "'{\"apiVersion\":\"autoscaling/"
          "v2beta2\",\"kind\":\"HorizontalPodAutoscaler\",\"metadata\":{\"name\":\"web\"},\"spec\":"
          "{\"maxReplicas\":5,"
          "\"scaleTargetRef\":{\"apiVersion\":\"apps/"
          "v1\",\"kind\":\"Deployment\",\"name\":\"web\"},\"metrics\":[{\"type\":\"Resource\","
          "\"resource\":"
          "{\"name\":\"memory\",\"target\":{\"type\":\"AverageValue\",\"averageValue\":\"100Mi\"}}}"
          "]}}' | kubectl apply -f -");
    CHECK(contains(m.out(0, "kubectl get hpa web --no-headers"), " <unknown>/100Mi "));
    CHECK_FALSE(contains(m.out(0, "kubectl get hpa web --no-headers"), "80%"));
}
