// Access rules through kubectl --as, with the texts of a v1.20.2 API server.
#include <doctest/doctest.h>

#include "core/base/text.h"
#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("a kubeconfig's user decides: a ServiceAccount's token, no credentials, a wrong token") {
    MachineFixture m;
    m.out(0, "kubectl create sa u");
    m.pass(seconds(2));
    m.out(0,
          "kubectl config set-credentials u --token=$(kubectl get secret $(kubectl get sa u -o "
          "jsonpath={.secrets[0].name}) -o jsonpath={.data.token} | base64 -d)");
    m.out(0, "kubectl config set-context u --cluster=kubernetes --user=u");
    m.out(0, "kubectl config set-context nobody --cluster=kubernetes --user=nobody");
    CHECK(contains(m.err(0, "kubectl --context=u get nodes"),
                   "User \"system:serviceaccount:default:u\" cannot list resource \"nodes\" in API "
                   "group \"\" at the cluster scope"));
    CHECK(contains(m.err(0, "kubectl --context=nobody get nodes"), "User \"system:anonymous\""));
    CHECK(m.err(0, "kubectl --token=bad get pods") ==
          "error: You must be logged in to the server (Unauthorized)\n");
    CHECK(m.status == 1);
    m.out(0, "kubectl create clusterrolebinding u --clusterrole=view --serviceaccount=default:u");
    CHECK(m.err(0, "kubectl --context=u get pods") == "No resources found in default namespace.\n");
    CHECK(contains(m.err(0, "kubectl --context=u run p --image=nginx"), "cannot create resource"));
    CHECK(m.out(0, "kubectl get nodes -o name | wc -l") == "4\n");
}

TEST_CASE("a user may do what bound roles allow, in their namespace") {
    MachineFixture m;
    m.out(0, "kubectl create ns dev");
    CHECK(m.err(0, "kubectl get pods --as=jane") ==
          "Error from server (Forbidden): pods is forbidden: User \"jane\" cannot list resource "
          "\"pods\" in API group \"\" in the namespace \"default\"\n");
    CHECK(m.err(0, "kubectl get nodes --as=jane") ==
          "Error from server (Forbidden): nodes is forbidden: User \"jane\" cannot list resource "
          "\"nodes\" in API group \"\" at the cluster scope\n");
    m.out(0, "kubectl create role reader --verb=get,list --resource=pods -n dev");
    m.out(0, "kubectl create rolebinding r --role=reader --user=jane -n dev");
    CHECK(m.out(0, "kubectl auth can-i list pods --as=jane -n dev") == "yes\n");
    CHECK(m.out(0, "kubectl auth can-i list pods --as=jane") == "no\n");
    CHECK(m.out(0, "kubectl auth can-i get pods --subresource=log --as=jane -n dev") == "no\n");
    CHECK(m.err(0, "kubectl get pods --as=jane -n dev") ==
          "No resources found in dev namespace.\n");
    CHECK(contains(m.out(0, "kubectl auth can-i --list --as=jane -n dev"), "[get list]\n"));
    CHECK(contains(m.out(0, "kubectl get nodes --as=jane --as-group=system:masters"), "m-k8s"));
    m.out(0, "kubectl create rolebinding gone --role=nope --user=eve -n dev");
    CHECK(contains(
        m.err(0, "kubectl get pods --as=eve -n dev"),
        "in the namespace \"dev\": RBAC: role.rbac.authorization.k8s.io \"nope\" not found\n"));
}

TEST_CASE("view, edit and admin aggregate rules; service accounts are users too") {
    MachineFixture m;
    m.out(0, "kubectl create ns dev");
    const std::string account = " -n dev --as=system:serviceaccount:dev:default";
    m.out(0, "kubectl create rolebinding s --clusterrole=view --serviceaccount=dev:default -n dev");
    CHECK(m.out(0, "kubectl auth can-i list deployments" + account) == "yes\n");
    CHECK(m.out(0, "kubectl auth can-i list secrets" + account) == "no\n");
    m.out(0, "kubectl create rolebinding e --clusterrole=edit --serviceaccount=dev:default -n dev");
    CHECK(m.out(0, "kubectl create deploy x --image=nginx" + account) ==
          "deployment.apps/x created\n");
    CHECK(m.out(0, "kubectl auth can-i create roles" + account) == "no\n");
    // A user's own role is aggregated by its label.
    m.out(0, "kubectl create clusterrole more --verb=list --resource=nodes");
    m.out(0, "kubectl label clusterrole more rbac.authorization.k8s.io/aggregate-to-view=true");
    m.pass(seconds(2));
    CHECK(contains(m.out(0, "kubectl describe clusterrole edit"), "  nodes  "));
}
