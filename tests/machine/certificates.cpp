// Certificates that decide: a user's request, an expired serving certificate, a wrong authority.
#include <doctest/doctest.h>

#include "core/base/text.h"
#include "tests/machine/fixture.h"

using namespace podfall;

namespace {

bool comes(MachineFixture& m, int host, const std::string& command, std::string_view text) {
    for (const Time end = m.sim.now() + minutes(5); m.sim.now() < end; m.pass(seconds(1)))
        if (contains(cat(m.out(host, command), m.errors), text)) return true;
    return false;
}

}  // namespace

TEST_CASE("an approved request makes a user, who may do what a role binding says") {
    MachineFixture m;
    m.out(0, "openssl genrsa -out john.key 2048");
    m.out(0, "openssl req -new -key john.key -subj /CN=john/O=dev -out john.csr");
    m.out(0,
          "echo \"{\\\"apiVersion\\\":\\\"certificates.k8s.io/v1\\\",\\\"kind\\\":"
          "\\\"CertificateSigningRequest\\\",\\\"metadata\\\":{\\\"name\\\":\\\"john\\\"},"
          "\\\"spec\\\":{\\\"request\\\":\\\"$(base64 -w0 john.csr)\\\",\\\"signerName\\\":"
          "\\\"kubernetes.io/kube-apiserver-client\\\",\\\"usages\\\":[\\\"client auth\\\"]}}\" | "
          "kubectl apply -f -");
    m.out(0, "kubectl certificate approve john");
    CHECK(comes(m, 0, "kubectl get csr john", "Approved,Issued"));
    m.out(0, "kubectl get csr john -o jsonpath='{.status.certificate}' | base64 -d > john.crt");
    CHECK(contains(m.out(0, "openssl verify -CAfile /etc/kubernetes/pki/ca.crt john.crt"), "OK"));
    m.out(0,
          "kubectl config set-credentials john --client-certificate=john.crt "
          "--client-key=john.key --embed-certs=true");
    m.out(0, "kubectl config set-context john --cluster=kubernetes --user=john");
    CHECK(contains(m.err(0, "kubectl --context=john get pods"),
                   "User \"john\" cannot list resource \"pods\""));
    m.out(0, "kubectl create rolebinding john --clusterrole=view --user=john");
    CHECK(m.err(0, "kubectl --context=john get pods") ==
          "No resources found in default namespace.\n");
}

TEST_CASE("an expired serving certificate is refused until it is renewed") {
    MachineFixture m;
    m.out(0,
          "cd /etc/kubernetes/pki; openssl req -new -key apiserver.key -subj /CN=kube-apiserver "
          "-out /tmp/a.csr; echo subjectAltName=IP:192.168.1.10 > /tmp/a.ext; openssl x509 -req "
          "-in /tmp/a.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 0 -extfile /tmp/a.ext "
          "-out apiserver.crt");
    m.pass(seconds(2));
    CHECK(contains(m.err(0, "kubectl get nodes"),
                   "Unable to connect to the server: x509: certificate has expired or is not yet "
                   "valid: current time "));
    CHECK(contains(m.out(0, "kubeadm certs check-expiration"), "<invalid>"));
    m.out(0, "kubeadm certs renew apiserver");
    CHECK(comes(m, 0, "kubectl get nodes", "w1-k8s   Ready"));
}

TEST_CASE("a kubelet with another cluster's authority loses its node until it is repaired") {
    MachineFixture m;
    m.out(1,
          "cp /etc/kubernetes/kubelet.conf /root/k; openssl req -x509 -newkey rsa:2048 -nodes "
          "-subj /CN=kubernetes -keyout /tmp/k -out /tmp/c; sed -i \"s|authority-data: "
          ".*|authority-data: $(base64 -w0 /tmp/c)|\" /etc/kubernetes/kubelet.conf; systemctl "
          "restart kubelet");
    CHECK(comes(m, 0, "kubectl get node w1-k8s", "NotReady"));
    CHECK(comes(m, 1, "journalctl -u kubelet -n 60",
                "x509: certificate signed by unknown authority"));
    // Without the backslash the alias asks before it overwrites.
    m.out(1, "\\cp /root/k /etc/kubernetes/kubelet.conf; systemctl restart kubelet");
    CHECK(comes(m, 0, "kubectl get node w1-k8s", " Ready"));
}
