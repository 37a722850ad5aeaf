// kubectl edit and port-forward.
#include <doctest/doctest.h>

#include "tests/machine/fixture.h"

using namespace podfall;

TEST_CASE("kubectl edit: what the editor saved is what changes") {
    MachineFixture m;
    m.out(0, "kubectl create deployment web --image=nginx");
    m.pass(seconds(6));
    CHECK(m.out(0, "KUBE_EDITOR=\"sed -i 's/replicas: 1/replicas: 3/'\" kubectl edit deploy web") ==
          "deployment.apps/web edited\n");
    CHECK(m.out(0, "kubectl get deploy web -o jsonpath='{.spec.replicas}'") == "3");
    CHECK(m.err(0, "KUBE_EDITOR=true kubectl edit deploy web") ==
          "Edit cancelled, no changes made.\n");
    CHECK(m.out(0, "ls /tmp").empty());
    CHECK(m.err(0, "EDITOR=nosuch kubectl edit deploy web") ==
          "error: unable to launch the editor \"nosuch\"\n");
    CHECK(m.err(0, "EDITOR=false kubectl edit deploy web") ==
          "error: there was a problem with the editor \"false\"\n");
    m.out(0, "rm -rf /tmp/*");
    CHECK(contains(m.err(0, "EDITOR='sed -i s/replicas/replicax/' kubectl edit deploy web"),
                   "error: deployments.apps \"web\" is invalid\n"));
    CHECK(contains(m.errors, "A copy of your changes has been stored to \"/tmp/kubectl-edit-"));
    CHECK(contains(m.errors, "error: Edit cancelled, no valid changes were saved.\n"));
    CHECK(contains(m.out(0, "cat /tmp/kubectl-edit-*"),
                   "# deployments.apps \"web\" was not valid:\n# * <nil>: Invalid value: "));
}

TEST_CASE("kubectl edit opens vi; a refused change opens it again with the reason") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx");
    m.pass(seconds(6));
    m.type(0, "kubectl edit pod n");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "Please edit the object below."));
    m.keys(0, ":%s/restartPolicy: Always/restartPolicy: Never/\r:wq\r");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "error: pods \"n\" is invalid"));
    CHECK(contains(m.screen(0), "pods \"n\" was not valid:"));
    m.keys(0, ":q!\r");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "error: Edit cancelled, no valid changes were saved."));
    CHECK(m.terminal(0).at_prompt);
    m.type(0, "kubectl edit pod n");
    m.pass(seconds(1));
    m.keys(0, ":%s/image: nginx$/image: nginx:1.19/\r:wq\r");
    m.pass(seconds(1));
    CHECK(m.out(0, "kubectl get pod n -o jsonpath='{.spec.containers[0].image}'") == "nginx:1.19");
}

TEST_CASE("kubectl port-forward forwards a port of the machine to a pod") {
    MachineFixture m;
    m.out(0, "kubectl create deployment web --image=nginx");
    m.pass(seconds(6));
    m.out(0, "kubectl expose deploy web --port=8000 --target-port=80");
    m.type(0, "kubectl port-forward svc/web 8080:8000");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0),
                   "Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\n"));
    CHECK(contains(m.out(1, "ssh m-k8s curl -s localhost:8080"), "Welcome to nginx!"));
    m.pass(milliseconds(100));
    CHECK(contains(m.screen(0), "Handling connection for 8080\n"));
    m.out(1, "curl -s 192.168.1.10:8080");
    CHECK(m.status == 7);  // only on the loopback interface
    CHECK(contains(m.err(1, "ssh m-k8s kubectl port-forward deploy/web 8080:80"),
                   "bind: address already in use"));
    m.sim.interrupt(1);
    m.pass(seconds(1));
    m.out(0, "curl -s localhost:8080");
    CHECK(m.status == 7);
}

TEST_CASE("port-forward outlives its pod and reports it, but not its kubelet") {
    MachineFixture m;
    m.out(0, "kubectl run n --image=nginx");
    m.pass(seconds(6));
    const std::string node = m.out(0, "kubectl get pod n -o jsonpath='{.spec.nodeName}'");
    m.type(0, "kubectl port-forward pod/n 8080:81");
    m.pass(seconds(1));
    m.out(1, "ssh m-k8s curl -s localhost:8080");
    CHECK(m.status == 52);
    m.pass(seconds(1));
    CHECK(contains(m.screen(0),
                   "an error occurred forwarding 8080 -> 81: error forwarding port 81 to pod "));
    CHECK(contains(m.screen(0), "Connection refused"));
    m.out(1, "ssh m-k8s kubectl delete pod n");
    m.out(1, "ssh m-k8s curl -s localhost:8080");
    m.pass(seconds(1));
    CHECK((contains(m.screen(0), "No such container: ") ||
           contains(m.screen(0), "container not running (")));
    m.out(node[1] - '0', "systemctl stop kubelet");
    m.pass(seconds(1));
    CHECK(contains(m.screen(0), "error: lost connection to pod\n"));
}

TEST_CASE("kubectl run -it --rm: a shell in a new pod, which is deleted afterwards") {
    MachineFixture m;
    m.out(0, "kubectl run -it --rm t --image=busybox --restart=Never -- sh");
    CHECK(contains(m.screen(0), "If you don't see a command prompt, try pressing enter.\n"));
    CHECK(m.terminal(0).prompt == "/ # ");
    CHECK(m.out(0, "hostname") == "t\n");
    m.type(0, "exit 3");
    m.pass(seconds(50));
    CHECK(contains(m.screen(0), "pod \"t\" deleted\n"));
    CHECK(contains(m.screen(0), "pod default/t terminated (Error)\n"));
    CHECK(m.out(0, "echo $?") == "3\n");
    CHECK(m.err(0, "kubectl get pod t") == "Error from server (NotFound): pods \"t\" not found\n");
    m.out(0, "kubectl run -it --rm u --image=busybox");
    m.type(0, "exit");
    m.pass(seconds(50));
    CHECK(contains(m.screen(0),
                   "Session ended, resume using 'kubectl attach u -c u -i -t' command when the pod "
                   "is running\npod \"u\" deleted\n"));
}

TEST_CASE("kubectl attach returns to a running shell") {
    MachineFixture m;
    m.out(0,
          "kubectl create -f - <<< "
          "'{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"s\"},\"spec\":{"
          "\"containers\":[{\"name\":\"c\",\"image\":\"busybox\","
          "\"stdin\":true,\"tty\":true}]}}'");
    m.pass(seconds(8));
    m.out(0, "kubectl attach -it s -c c");
    CHECK(m.terminal(0).prompt == "/ # ");
    m.out(0, "x=5");
    CHECK(m.out(0, "echo $x") == "5\n");
    m.out(1, "ssh m-k8s 'pkill -f \"kubectl attach\"'");  // the client goes, the shell stays
    m.pass(seconds(1));
    CHECK(m.terminal(0).prompt == "[root@m-k8s ~]# ");
    CHECK(m.err(0, "kubectl get pod s --no-headers | grep -q Running && kubectl attach s -c d") ==
          "error: cannot attach to the container: container not found (d)\n");
    m.out(0, "kubectl attach -it s -c c");
    CHECK(m.out(0, "echo $x") == "5\n");
    CHECK(m.out(1, "ssh m-k8s kubectl get pod s --no-headers | awk '{print $4}'") == "0\n");
}

TEST_CASE("unsupported features of kubectl are reported in one line") {
    MachineFixture m;
    const std::string said = m.err(0, "kubectl proxy --www=/srv");
    CHECK(said == "error: --www is not supported in this lab\n");
    CHECK(m.status == 1);
}

TEST_CASE(
    "label --list shows what the labels would be; a dry run of taint says what it always says") {
    MachineFixture m;
    CHECK(contains(m.out(0, "kubectl label node w1-k8s x=y --list"), "x=y\n"));
    CHECK_FALSE(contains(m.out(0, "kubectl get node w1-k8s --show-labels"), "x=y"));
    CHECK(m.out(0, "kubectl taint node w1-k8s a=b:NoSchedule --dry-run=client") ==
          "node/w1-k8s tainted\n");
    CHECK(m.out(0, "kubectl auth can-i --list --no-headers | wc -l") == "20\n");
}
