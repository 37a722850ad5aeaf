// What kubectl's help says of flags and of groups of commands, and examples. All of it is ours.
#include "core/base/text.h"
#include "core/commands/kubectl_help.h"

namespace podfall::kube {

namespace {

// One a line: the flag, "=", what it does. A command's own meaning goes before the common one as
// "command/flag".
constexpr std::string_view flag_texts =
    "all=Choose every object of the named kinds in the namespace\n"
    "all-containers=Print the logs of all the pod's containers\n"
    "all-namespaces=Look in every namespace, not only in the current one\n"
    "allow-missing-template-keys=Print nothing for a field or key that a template names and the object lacks\n"
    "annotation=An annotation of the ingress, as KEY=VALUE\n"
    "api-group=Only the resources of this API group\n"
    "api-version=Explain the field as this version of the API has it, such as apps/v1\n"
    "append-hash=End the name with a hash of the content\n"
    "cached=Use the list that was fetched last, if there is one\n"
    "cascade=What becomes of the objects that the deleted one owns: background, foreground or orphan\n"
    "cert=File with the certificate in PEM form\n"
    "chunk-size=Fetch long lists in parts of so many objects; 0 fetches them at once\n"
    "class=The ingress class, whose controller serves the ingress\n"
    "version/client=Say the client's version only; ask no server\n"
    "cluster-ip=The service's address; None makes it headless\n"
    "clusterip=The service's address; None makes it headless\n"
    "clusterrole=The ClusterRole that is bound\n"
    "container=The container that is meant; needed when the pod has several\n"
    "containers=The containers that are meant; * stands for any text\n"
    "cpu-percent=The share of its CPU request that a pod should use on average\n"
    "create-annotation=Add the annotation when the object has none yet\n"
    "current-replicas=Scale only when the object has this many replicas now\n"
    "default-backend=The service, as NAME:PORT, for requests that no rule matches\n"
    "delete-emptydir-data=Go on although pods keep data in emptyDir volumes, which is lost with them\n"
    "description=A text for people about when to use this\n"
    "disable-eviction=Delete the pods instead of evicting them: disruption budgets are not asked\n"
    "docker-email=E-mail address for the registry\n"
    "docker-password=Password for the registry\n"
    "docker-server=The registry's address\n"
    "docker-username=User name for the registry\n"
    "dry-run=Must be \"none\", \"server\" or \"client\". client only prints what would be sent; server sends it to be checked "
    "but not stored\n"
    "edit=Open an editor on the object before it is created\n"
    "set env/env=A variable as KEY=VALUE\n"
    "env=A variable of the container's environment, as KEY=VALUE\n"
    "external-ip=An outside address that the service answers to as well\n"
    "external-name=The DNS name that the service stands for\n"
    "field-manager=The name under which the change is booked\n"
    "field-selector=Only objects with these field values, such as status.phase=Running; = == and != are known\n"
    "filename=File, folder or URL with the objects\n"
    "flatten=Put certificates and keys into the output instead of the names of their files\n"
    "follow=Go on printing as the log grows\n"
    "for=What to wait for: delete, or condition=NAME[=VALUE]\n"
    "drain/force=Go on although pods have no controller that would replace them\n"
    "delete/force=Remove the object from the API at once, without waiting for the node; what runs there may go on\n"
    "force=Delete and create anew where a change in place is not possible\n"
    "set env/from=Take the variables from a ConfigMap or Secret, as configmap/NAME\n"
    "from=Copy the template of a CronJob, as cronjob/NAME\n"
    "from-env-file=File whose lines KEY=VALUE become entries\n"
    "from-file=File or folder whose content becomes an entry; KEY=FILE names the entry\n"
    "from-literal=An entry as KEY=VALUE\n"
    "global-default=Make this the class of pods that name none\n"
    "grace-period=Seconds that pods have to stop; negative leaves it to each pod, 0 needs --force\n"
    "group=A group that the role is given to\n"
    "hard=The limits, as RESOURCE=AMOUNT with commas between\n"
    "ignore-daemonsets=Leave pods of DaemonSets alone: their controller would only put them back\n"
    "ignore-errors=Go on with the other logs when one cannot be read\n"
    "ignore-not-found=Do not fail when the object does not exist\n"
    "image=The image that the container runs\n"
    "image-pull-policy=When to pull the image: Always, IfNotPresent or Never\n"
    "key=File with the private key in PEM form\n"
    "keys=Only these entries of the ConfigMap or Secret\n"
    "kustomize=Folder with a kustomization (not in this lab)\n"
    "label-columns=Show these labels in columns of their own\n"
    "labels=Labels as KEY=VALUE with commas between\n"
    "limit-bytes=At most so many bytes of log\n"
    "limits=What containers may use at most, such as cpu=200m,memory=256Mi\n"
    "set env/list=Print the variables and change nothing\n"
    "list=Print what is there and change nothing\n"
    "load-balancer-ip=The address that the load balancer should have\n"
    "local=Change the objects of the files only, without a server\n"
    "max=At most so many pods\n"
    "max-log-requests=At most so many logs are followed at a time\n"
    "max-unavailable=How many of the pods, or what share, may be missing\n"
    "min=At least so many pods\n"
    "min-available=How many of the pods, or what share, must stay\n"
    "minify=Only what the current context uses\n"
    "name=The new object's name\n"
    "namespaced=Only resources that live in namespaces; false shows the others\n"
    "no-headers=Leave the first line with the columns' names out\n"
    "node-port=The port on every node; 0 lets the server choose\n"
    "non-resource-url=A path of the API server that is no resource, such as /healthz\n"
    "now=Give the pods one second to stop\n"
    "output=The form of the output: json, yaml, name, wide, custom-columns=..., jsonpath=..., go-template=...\n"
    "output-watch-events=Show with each line whether the object was added, modified or deleted\n"
    "overrides=JSON that is merged into the new object\n"
    "overwrite=Allow changing a value that is there already\n"
    "patch=The patch, as JSON or YAML\n"
    "patch-file=File with the patch\n"
    "pod-running-timeout=How long to wait until a pod runs\n"
    "pod-selector=Only pods with these labels\n"
    "port=The port that the container or the service listens on\n"
    "preemption-policy=Whether pods of this class may push others out: PreemptLowerPriority or Never\n"
    "set env/prefix=Put this before every variable's name\n"
    "prefix=Begin each line with the pod and container it comes from\n"
    "previous=The log of the container's former run\n"
    "protocol=TCP, UDP or SCTP\n"
    "prune=Delete objects that were applied before and are no longer in the files (not in this lab)\n"
    "quiet=Print nothing; the exit code says it\n"
    "raw=Ask for this path of the API server and print the answer as it is\n"
    "record=Note the command in the annotation kubernetes.io/change-cause, which rollout history shows\n"
    "explain/recursive=Show the fields within the fields too\n"
    "recursive=Read the folders within the folder too\n"
    "replicas=How many pods\n"
    "requests=What the scheduler keeps free for containers, such as cpu=100m,memory=64Mi\n"
    "resolve=Show values that come from ConfigMaps and Secrets\n"
    "resource=Resources that the rule is about\n"
    "resource-name=Only the objects with this name\n"
    "resource-version=Change the object only if it still has this resourceVersion\n"
    "restart=When containers are started again: Always, OnFailure or Never\n"
    "rollout status/revision=Wait for this revision only\n"
    "revision=Show this revision in full\n"
    "rm=Delete the pod when the attached command ends\n"
    "role=The Role that is bound\n"
    "rule=A rule as HOST/PATH=SERVICE:PORT[,tls[=SECRET]]\n"
    "save-config=Keep the configuration in an annotation, for a later apply\n"
    "schedule=When to run, in cron's form, such as \"*/5 * * * *\"\n"
    "scopes=Only pods of these scopes, such as BestEffort\n"
    "selector=Only objects with these labels; = == != in notin and a bare key are known\n"
    "server-print=Let the server make the table\n"
    "server-side=Let the server merge the configuration\n"
    "serviceaccount=A service account, as NAMESPACE:NAME, that the role is given to\n"
    "session-affinity=ClientIP keeps a client at one pod; None does not\n"
    "short=The numbers only\n"
    "show-events=Show the events about the object\n"
    "show-kind=Show each object's kind before its name\n"
    "show-labels=Show the labels in a last column\n"
    "since=Only what is younger than this, such as 5s, 2m or 3h\n"
    "since-time=Only what is younger than this moment (RFC 3339)\n"
    "skip-wait-for-delete-timeout=Do not wait for pods that have been terminating for so many seconds\n"
    "sort-by=Order by this field, as a JSONPath such as .metadata.creationTimestamp\n"
    "stdin=Pass standard input on\n"
    "subresource=A sub-resource such as log or scale\n"
    "tail=Only so many of the last lines; -1 shows all\n"
    "target-port=The pods' port, when it is another than the service's\n"
    "tcp=Ports as PORT:TARGETPORT\n"
    "template=A Go template, or with -o go-template-file the file it is in\n"
    "timeout=How long to wait before giving up; 0 waits for ever\n"
    "timestamps=Begin each line with the moment it was written\n"
    "to-revision=Go back to this revision; 0 is the one before\n"
    "tty=Give the command a terminal\n"
    "expose/type=The kind of service: ClusterIP, NodePort, LoadBalancer or ExternalName\n"
    "patch/type=How the patch is read: strategic, merge or json\n"
    "type=The secret's type\n"
    "user=A user that the role is given to\n"
    "validate=Check files against the schema before sending them\n"
    "value=The priority: pods of a higher one go first\n"
    "verb=What the rule allows, such as get,list,watch\n"
    "verbs=Only resources that know these verbs\n"
    "wait=Wait until the objects are really gone\n"
    "rollout status/watch=Wait until the rollout is over\n"
    "watch=Print what there is, then every change\n"
    "watch-only=Print changes only\n"
    "windows-line-endings=End lines as Windows does\n"
    "as=Act as this user\n"
    "as-group=Act as a member of this group\n"
    "cache-dir=Where answers are kept\n"
    "certificate-authority=File with the certificate of the authority that signed the server's\n"
    "client-certificate=File with the client's certificate\n"
    "client-key=File with the client's key\n"
    "cluster=The cluster of the kubeconfig that is meant\n"
    "context=The context of the kubeconfig that is meant\n"
    "insecure-skip-tls-verify=Believe any certificate of the server\n"
    "kubeconfig=The file that says how to reach the cluster\n"
    "match-server-version=Fail when server and client are of different versions\n"
    "namespace=The namespace that is meant\n"
    "password=Password for the API server\n"
    "request-timeout=Give a single request up after this long; 0 never\n"
    "server=Address and port of the API server\n"
    "token=Bearer token for the API server\n"
    "username=User name for the API server\n"
    "v=How much to tell: 6 shows the requests\n"
    "warnings-as-errors=Exit with an error when the server warned\n";

constexpr std::string_view group_texts =
    "auth=Ask what you are allowed to do\n"
    "certificate=Approve or deny certificate requests\n"
    "config=Show and change kubeconfig files\n"
    "create secret=Make a secret of one of the known types\n"
    "create service=Make a service of one of the types\n"
    "plugin=Programs that add sub-commands\n"
    "rollout=Watch, stop, undo and restart the rollout of a workload\n"
    "set=Change one thing about objects that are there\n"
    "top=Show what nodes and pods use\n";

// The command, "=", its examples with ";" between them: a remark, "|", the line.
constexpr std::string_view examples =
    "get=All pods of the namespace|kubectl get pods;With their nodes and addresses|kubectl get pods -o wide;"
    "In every namespace, and then every change|kubectl get pods -A -w;One field of one object|"
    "kubectl get node w1-k8s -o jsonpath='{.status.nodeInfo.kubeletVersion}'\n"
    "describe=A node with its conditions, pods and events|kubectl describe node w1-k8s;"
    "All pods with a label|kubectl describe pods -l app=del-deploy\n"
    "create=What a file says|kubectl create -f del-pod.yaml\n"
    "create deployment=Three pods of nginx|kubectl create deployment web --image=nginx --replicas=3;"
    "Only the manifest|kubectl create deployment web --image=nginx --dry-run=client -o yaml\n"
    "apply=Create or change what a file says|kubectl apply -f del-deploy.yaml;Every manifest of a folder|kubectl apply -f ./4.1/\n"
    "delete=A pod; its controller, if it has one, replaces it|kubectl delete pod del-pod;What a file names|"
    "kubectl delete -f del-deploy.yaml;At once, when its node does not answer|kubectl delete pod del-pod --force\n"
    "run=One pod without a controller|kubectl run del-pod --image=nginx;A shell that goes with its pod|"
    "kubectl run -it --rm look --image=busybox --restart=Never -- sh\n"
    "expose=A service for a deployment|kubectl expose deployment web --port=80;On a port of every node|"
    "kubectl expose deployment web --port=80 --type=NodePort\n"
    "scale=Six pods|kubectl scale deployment del-deploy --replicas=6\n"
    "set image=Begin a rollout|kubectl set image deployment/web nginx=nginx:1.20\n"
    "rollout=Wait for it|kubectl rollout status deployment web;Back to the revision before|kubectl rollout undo deployment web\n"
    "logs=The last ten lines|kubectl logs web-0 --tail=10;Of the run that crashed|kubectl logs web-0 -p\n"
    "exec=One command|kubectl exec del-pod -- nginx -v;A shell|kubectl exec -it del-pod -- bash\n"
    "drain=Empty a node before work on it|kubectl drain w1-k8s --ignore-daemonsets\n"
    "label=Add a label|kubectl label node w1-k8s disk=ssd;Take it away|kubectl label node w1-k8s disk-\n"
    "taint=Keep new pods away|kubectl taint node w1-k8s gpu=yes:NoSchedule;Let them in again|kubectl taint node w1-k8s gpu-\n"
    "port-forward=Port 8080 here is port 80 of the pod|kubectl port-forward pod/del-pod 8080:80\n"
    "explain=A field of a kind|kubectl explain deployment.spec.strategy\n"
    "wait=Until a pod is ready|kubectl wait --for=condition=Ready pod/del-pod --timeout=60s\n";

// The text of the line that begins with `key=`, empty without one.
std::string_view text_of(std::string_view lines, std::string_view key) {
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = lines.find('\n', at);
        const std::string_view line = lines.substr(at, end - at);
        if (line.size() > key.size() && line[key.size()] == '=' && line.substr(0, key.size()) == key)
            return line.substr(key.size() + 1);
        at = end + 1;
    }
    return {};
}

}  // namespace

std::string_view flag_help(std::string_view command, std::string_view flag) {
    const std::string_view own = text_of(flag_texts, cat(command, "/", flag));
    return own.empty() ? text_of(flag_texts, flag) : own;
}

std::string_view group_help(std::string_view command) { return text_of(group_texts, command); }

std::string example_help(std::string_view command) {
    std::string out;
    for (const std::string& example : split(text_of(examples, command), ';')) {
        const std::size_t bar = example.find('|');
        if (bar == example.npos) continue;
        out += cat(out.empty() ? "Examples:\n" : "  \n", "  # ", example.substr(0, bar), "\n  ",
                   example.substr(bar + 1), "\n");
    }
    return out;
}

}  // namespace podfall::kube
