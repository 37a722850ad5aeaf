// Messages of kubectl and the API server, and when kubectl waits for the server.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("drain follows every pod to its end") {
    MachineFixture m;
    m.out(0, "kubectl create deploy w --image=nginx --replicas=3");
    m.out(0, "kubectl create pdb w --selector=app=w --min-available=3");
    m.pass(seconds(15));
    m.out(0, "kubectl run free --image=nginx --overrides='{\"spec\":{\"nodeName\":\"w1-k8s\"}}'");
    m.pass(seconds(10));
    const Time began = m.sim.now();
    const std::string out =
        m.out(0, "kubectl drain w1-k8s --ignore-daemonsets --force --timeout=12s");
    CHECK(m.status == 1);
    CHECK(m.sim.now() - began >= seconds(15));  // the last retry finds that the time is out
    CHECK(contains(out, "pod/free evicted\n"));
    CHECK_FALSE(contains(out, "node/w1-k8s evicted"));
    CHECK(contains(m.errors,
                   "(will retry after 5s): Cannot evict pod as it would violate the pod's "
                   "disruption budget"));
    CHECK(contains(m.errors, ": global timeout reached: 12s\n"));
    CHECK(contains(m.errors, "There are pending nodes to be drained:\n w1-k8s\n"));
}

TEST_CASE("an image that ends in a colon is no reference") {
    MachineFixture m;
    CHECK(m.err(0, "kubectl run c --image=nginx: --dry-run=client") ==
          "error: Invalid image name \"nginx:\": invalid reference format\n");
    CHECK(m.status == 1);
    CHECK(m.out(0, "kubectl run c --image=r.io:5000/nginx --dry-run=client -o name") == "pod/c\n");
}

TEST_CASE("a wrong type is refused in json-iterator's words") {
    MachineFixture m;
    m.out(0,
          "cat > x.yaml <<E\napiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: "
          "[{name: c, image: nginx, env: [{name: A, value: 12}]}]}\nE");
    CHECK(contains(m.err(0, "kubectl apply --validate=false -f x.yaml"),
                   "Pod in version \"v1\" cannot be handled as a Pod: v1.Pod.Spec: "
                   "v1.PodSpec.Containers: []v1.Container: v1.Container.Env: []v1.EnvVar: "
                   "v1.EnvVar.Value: ReadString: expects \" or n, but found 1, error found in #10 "
                   "byte of ...|,\"value\":12}],\"image|..., bigger context ...|"));
    m.out(0,
          "kubectl create deploy d --image=nginx --dry-run=client -o yaml | sed 's/replicas: "
          "1/replicas: \"3\"/' > d.yaml");
    CHECK(
        contains(m.err(0, "kubectl create --validate=false -f d.yaml"),
                 "v1.Deployment.Spec: v1.DeploymentSpec.Replicas: readUint32: unexpected "
                 "character: \xef\xbf\xbd, error found in #10 byte of ...|eplicas\":\"3\",\"sel"));
}

TEST_CASE("a namespace and a pod in it come from one file") {
    MachineFixture m;
    CHECK(m.out(0,
                "kubectl apply -f - <<E\napiVersion: v1\nkind: Namespace\nmetadata: {name: "
                "nn}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: nn}\nspec: "
                "{containers: [{name: c, image: nginx}]}\nE") ==
          "namespace/nn created\npod/p created\n");
    CHECK(m.status == 0);
    CHECK(m.errors.empty());
    const Time began = m.sim.now();
    m.out(0, "kubectl run q --image=nginx --serviceaccount=none -n nn");
    CHECK(m.sim.now() - began < seconds(1));  // only the default account is waited for
    CHECK(m.status == 1);
}

TEST_CASE("a role binding's service account needs no namespace") {
    MachineFixture m;
    const std::string text =
        "cat > r.yaml <<E\napiVersion: rbac.authorization.k8s.io/v1\nkind: KIND\nmetadata: {name: "
        "rb}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}\n"
        "subjects: [{kind: ServiceAccount, name: default}]\nE";
    m.out(0, replace_all(text, "KIND", "RoleBinding"));
    CHECK(m.out(0, "kubectl apply -f r.yaml") ==
          "rolebinding.rbac.authorization.k8s.io/rb created\n");
    m.out(0, replace_all(text, "KIND", "ClusterRoleBinding"));
    CHECK(contains(m.err(0, "kubectl apply -f r.yaml"), "subjects[0].namespace: Required value"));
}

TEST_CASE("a namespace that a finalizer holds says so") {
    MachineFixture m;
    m.out(0,
          "kubectl create ns s; kubectl apply -f - <<E\napiVersion: v1\nkind: ConfigMap\nmetadata: "
          "{name: f, namespace: s, finalizers: [example.com/x]}\nE");
    m.out(0, "kubectl delete ns s --wait=false");
    m.pass(seconds(20));
    CHECK(
        m.out(0,
              "kubectl get ns s -o jsonpath='{range "
              ".status.conditions[3:]}{.type}={.status} {.reason} {.message}{\"\\n\"}{end}'") ==
        "NamespaceContentRemaining=True SomeResourcesRemain Some resources are remaining: "
        "configmaps. has 1 resource instances\n"
        "NamespaceFinalizersRemaining=True SomeFinalizersRemain Some content in the namespace has "
        "finalizers remaining: example.com/x in 1 resource instances\n");
}

TEST_CASE("a changed image restarts a container whatever the policy") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx:1.19 --restart=Never");
    m.pass(seconds(15));
    m.out(0, "kubectl set image pod/n n=nginx:1.20");
    m.pass(seconds(20));
    CHECK(m.out(0, "kubectl get pod n --no-headers | awk '{print $2, $3, $4}'") ==
          "1/1 Running 1\n");
    CHECK(contains(m.out(0, "kubectl describe pod n"),
                   "Container n definition changed, will be restarted"));
}

TEST_CASE("a manifest of the network names the files that are here") {
    MachineFixture m;
    m.out(0, "echo > /root/calico.yaml");
    CHECK(contains(
        m.err(0, "kubectl apply -f https://docs.projectcalico.org/manifests/calico.yaml"),
        "This lab has no network. The file is here: kubectl apply -f /root/calico.yaml\n"));
    CHECK(m.status == 1);
}

TEST_CASE("an ingress of v1beta1 is refused with the names of v1beta1") {
    MachineFixture m;
    m.out(0,
          "cat > i.yaml <<E\napiVersion: networking.k8s.io/v1beta1\nkind: Ingress\nmetadata: "
          "{name: i}\nspec: {rules: [{http: {paths: [{path: /, backend: {servicePort: 80}}]}}]}\n"
          "E");
    CHECK(contains(m.err(0, "kubectl create --validate=false -f i.yaml"),
                   "spec.rules[0].http.paths[0].backend.serviceName: Required value"));
    m.out(0, "sed -i 's/{servicePort: 80}/{}/' i.yaml");
    CHECK(contains(m.err(0, "kubectl create --validate=false -f i.yaml"),
                   "backend: Invalid value: \"\": resource or service backend is required"));
}
