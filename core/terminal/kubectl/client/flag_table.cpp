// The flags and usage lines of kubectl v1.20.2 for each sub-command, as its --help lists them.
#include "core/terminal/kubectl/client/flags.h"

namespace podfall::kube {

// %p is replaced by the printing flags, %f by the file flags.
const CommandFlags command_table[] = {
    {"alpha", "", ""},
    {"alpha debug", "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
     "arguments-only=false attach=false container,c='' copy-to='' env=[[ image='' "
     "image-pull-policy='' quiet=false replace=false same-node=false set-image=[] "
     "share-processes=true stdin,i=false target='' tty,t=false"},
    {"annotate",
     "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N "
     "[--resource-version=version]",
     "%p %f all=false dry-run='none' field-manager='kubectl-annotate' field-selector='' "
     "list=false local=false overwrite=false record=false resource-version='' "
     "selector,l=''"},
    {"api-resources", "[flags]",
     "api-group='' cached=false namespaced=true no-headers=false output,o='' sort-by='' "
     "verbs=[]"},
    {"api-versions", "", ""},
    {"apply", "(-f FILENAME | -k DIRECTORY)",
     "%p %f all=false cascade='background' dry-run='none' "
     "field-manager='kubectl-client-side-apply' force=false force-conflicts=false "
     "grace-period=-1 openapi-patch=true overwrite=true prune=false prune-whitelist=[[ "
     "record=false selector,l='' server-side=false timeout=0s validate=true wait=false"},
    {"apply edit-last-applied", "(RESOURCE/NAME | -f FILENAME)",
     "%p %f field-manager='kubectl-client-side-apply' record=false "
     "windows-line-endings=false"},
    {"apply set-last-applied", "-f FILENAME",
     "%p create-annotation=false dry-run='none' filename,f=[]"},
    {"apply view-last-applied", "(TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME)",
     "%f all=false output,o='yaml' selector,l=''"},
    {"attach", "(POD | TYPE/NAME) -c CONTAINER",
     "container,c='' pod-running-timeout=1m0s stdin,i=false tty,t=false"},
    {"auth", "[flags]", ""},
    {"auth can-i", "VERB [TYPE | TYPE/NAME | NONRESOURCEURL]",
     "all-namespaces,A=false list=false no-headers=false quiet,q=false subresource=''"},
    {"auth reconcile", "-f FILENAME",
     "%p %f dry-run='none' remove-extra-permissions=false remove-extra-subjects=false"},
    {"autoscale",
     "(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS "
     "[--cpu-percent=CPU]",
     "%p %f cpu-percent=-1 dry-run='none' field-manager='kubectl-autoscale' max=-1 min=-1 "
     "name='' record=false save-config=false"},
    {"certificate", "SUBCOMMAND", ""},
    {"certificate approve", "(-f FILENAME | NAME)", "%p %f force=false"},
    {"certificate deny", "(-f FILENAME | NAME)", "%p %f force=false"},
    {"cluster-info", "[flags]", ""},
    {"cluster-info dump", "[flags]",
     "all-namespaces,A=false allow-missing-template-keys=true namespaces=[] "
     "output,o='json' output-directory='' pod-running-timeout=20s template=''"},
    {"completion", "SHELL", ""},
    {"config", "SUBCOMMAND", ""},
    {"config current-context", "[flags]", ""},
    {"config delete-cluster", "NAME", ""},
    {"config delete-context", "NAME", ""},
    {"config delete-user", "NAME", ""},
    {"config get-clusters", "[flags]", ""},
    {"config get-contexts", "[(-o|--output=)name)]", "no-headers=false output,o=''"},
    {"config get-users", "[flags]", ""},
    {"config rename-context", "CONTEXT_NAME NEW_NAME", ""},
    {"config set", "PROPERTY_NAME PROPERTY_VALUE", "set-raw-bytes=false"},
    {"config set-cluster",
     "NAME [--server=server] [--certificate-authority=path/to/certificate/authority] "
     "[--insecure-skip-tls-verify=true] [--tls-server-name=example.com]",
     "embed-certs=false"},
    {"config set-context",
     "[NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] "
     "[--namespace=namespace]",
     "current=false"},
    {"config set-credentials",
     "NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] "
     "[--token=bearer_token] [--username=basic_user] [--password=basic_password] "
     "[--auth-provider=provider_name] [--auth-provider-arg=key=value] "
     "[--exec-command=exec_command] [--exec-api-version=exec_api_version] "
     "[--exec-arg=arg] [--exec-env=key=value]",
     "auth-provider='' auth-provider-arg=[[ embed-certs=false exec-api-version='' "
     "exec-arg=[[ exec-command='' exec-env=[["},
    {"config unset", "PROPERTY_NAME", ""},
    {"config use-context", "CONTEXT_NAME", ""},
    {"config view", "[flags]",
     "allow-missing-template-keys=true flatten=false merge=true minify=false "
     "output,o='yaml' raw=false template=''"},
    {"cordon", "NODE", "dry-run='none' selector,l=''"},
    {"cp", "<file-spec-src> <file-spec-dest>", "container,c='' no-preserve=false"},
    {"create", "-f FILENAME",
     "%p %f dry-run='none' edit=false field-manager='kubectl-create' raw='' record=false "
     "save-config=false selector,l='' validate=true windows-line-endings=false"},
    {"create clusterrole",
     "NAME --verb=verb --resource=resource.group [--resource-name=resourcename] "
     "[--dry-run=server|client|none]",
     "%p aggregation-rule='' dry-run='none' field-manager='kubectl-create' "
     "non-resource-url=[] resource=[] resource-name=[[ save-config=false validate=true "
     "verb=[]"},
    {"create clusterrolebinding",
     "NAME --clusterrole=NAME [--user=username] [--group=groupname] "
     "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
     "%p clusterrole='' dry-run='none' field-manager='kubectl-create' group=[[ "
     "save-config=false serviceaccount=[[ validate=true"},
    {"create configmap",
     "NAME [--from-file=[key=]source] [--from-literal=key1=value1] "
     "[--dry-run=server|client|none]",
     "%p append-hash=false dry-run='none' field-manager='kubectl-create' from-env-file='' "
     "from-file=[] from-literal=[[ save-config=false validate=true"},
    {"create cronjob", "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
     "%p dry-run='none' field-manager='kubectl-create' image='' restart='' "
     "save-config=false schedule='' validate=true"},
    {"create deployment", "NAME --image=image -- [COMMAND] [args...]",
     "%p dry-run='none' field-manager='kubectl-create' image=[] port=-1 replicas,r=1 "
     "save-config=false validate=true"},
    {"create ingress", "NAME --rule=host/path=service:port[,tls[=secret]]",
     "%p annotation=[[ class='' default-backend='' dry-run='none' "
     "field-manager='kubectl-create' rule=[[ save-config=false validate=true"},
    {"create job", "NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]",
     "%p dry-run='none' field-manager='kubectl-create' from='' image='' save-config=false "
     "validate=true"},
    {"create namespace", "NAME [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' save-config=false validate=true"},
    {"create poddisruptionbudget",
     "NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' max-unavailable='' "
     "min-available='' save-config=false selector='' validate=true"},
    {"create priorityclass",
     "NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]",
     "%p description='' dry-run='none' field-manager='kubectl-create' "
     "global-default=false preemption-policy='PreemptLowerPriority' save-config=false "
     "validate=true value=0"},
    {"create quota",
     "NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] "
     "[--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' hard='' save-config=false "
     "scopes='' validate=true"},
    {"create role",
     "NAME --verb=verb --resource=resource.group/subresource "
     "[--resource-name=resourcename] [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' resource=[] resource-name=[[ "
     "save-config=false validate=true verb=[]"},
    {"create rolebinding",
     "NAME --clusterrole=NAME|--role=NAME [--user=username] [--group=groupname] "
     "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
     "%p clusterrole='' dry-run='none' field-manager='kubectl-create' group=[[ role='' "
     "save-config=false serviceaccount=[[ validate=true"},
    {"create secret", "[flags]", ""},
    {"create secret docker-registry",
     "NAME --docker-username=user --docker-password=password --docker-email=email "
     "[--docker-server=string] [--from-literal=key1=value1] [--dry-run=server|client|none]",
     "%p append-hash=false docker-email='' docker-password='' "
     "docker-server='https://index.docker.io/v1/' docker-username='' dry-run='none' "
     "field-manager='kubectl-create' from-file=[] save-config=false validate=true"},
    {"create secret generic",
     "NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] "
     "[--dry-run=server|client|none]",
     "%p append-hash=false dry-run='none' field-manager='kubectl-create' from-env-file='' "
     "from-file=[] from-literal=[[ save-config=false type='' validate=true"},
    {"create secret tls",
     "NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]",
     "%p append-hash=false cert='' dry-run='none' field-manager='kubectl-create' key='' "
     "save-config=false validate=true"},
    {"create service", "[flags]", ""},
    {"create service clusterip", "NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]",
     "%p clusterip='' dry-run='none' field-manager='kubectl-create' save-config=false "
     "tcp=[] validate=true"},
    {"create service externalname",
     "NAME --external-name external.name [--dry-run=server|client|none]",
     "%p dry-run='none' external-name='' field-manager='kubectl-create' save-config=false "
     "tcp=[] validate=true"},
    {"create service loadbalancer", "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' save-config=false tcp=[] "
     "validate=true"},
    {"create service nodeport", "NAME [--tcp=port:targetPort] [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' node-port=0 save-config=false "
     "tcp=[] validate=true"},
    {"create serviceaccount", "NAME [--dry-run=server|client|none]",
     "%p dry-run='none' field-manager='kubectl-create' save-config=false validate=true"},
    {"debug", "(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]",
     "arguments-only=false attach=false container,c='' copy-to='' env=[[ image='' "
     "image-pull-policy='' quiet=false replace=false same-node=false set-image=[] "
     "share-processes=true stdin,i=false target='' tty,t=false"},
    {"delete", "([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])",
     "%f all=false all-namespaces,A=false cascade='background' dry-run='none' "
     "field-selector='' force=false grace-period=-1 ignore-not-found=false now=false "
     "output,o='' raw='' selector,l='' timeout=0s wait=true"},
    {"describe", "(-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME)",
     "%f all-namespaces,A=false selector,l='' show-events=true"},
    {"diff", "-f FILENAME",
     "%f field-manager='kubectl-client-side-apply' force-conflicts=false selector,l='' "
     "server-side=false"},
    {"drain", "NODE",
     "delete-emptydir-data=false disable-eviction=false dry-run='none' force=false "
     "grace-period=-1 ignore-daemonsets=false pod-selector='' selector,l='' "
     "skip-wait-for-delete-timeout=0 timeout=0s !delete-local-data=false"},
    {"edit", "(RESOURCE/NAME | -f FILENAME)",
     "%p %f field-manager='kubectl-edit' output-patch=false record=false "
     "save-config=false validate=true windows-line-endings=false"},
    {"exec", "(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]",
     "container,c='' filename,f=[] pod-running-timeout=1m0s stdin,i=false tty,t=false"},
    {"explain", "RESOURCE", "api-version='' recursive=false"},
    {"expose",
     "(-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] "
     "[--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] "
     "[--type=type]",
     "%p %f cluster-ip='' dry-run='none' external-ip='' field-manager='kubectl-expose' "
     "generator='service/v2' labels,l='' load-balancer-ip='' name='' overrides='' port='' "
     "protocol='' record=false save-config=false selector='' session-affinity='' "
     "target-port='' type=''"},
    {"get",
     "[(-o|--output=)json|yaml|wide|custom-columns=...|custom-columns-file=...|go-template=...|go-"
     "template-file=...|jsonpath=...|jsonpath-file=...] "
     "(TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]",
     "%p %f all-namespaces,A=false chunk-size=500 field-selector='' "
     "ignore-not-found=false label-columns,L=[] no-headers=false "
     "output-watch-events=false raw='' selector,l='' server-print=true show-kind=false "
     "show-labels=false sort-by='' watch,w=false watch-only=false "
     "!use-openapi-print-columns=false"},
    {"kustomize", "<dir> [flags]", ""},
    {"label",
     "[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N "
     "[--resource-version=version]",
     "%p %f all=false dry-run='none' field-manager='kubectl-label' field-selector='' "
     "list=false local=false overwrite=false record=false resource-version='' "
     "selector,l=''"},
    {"logs", "[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]",
     "all-containers=false container,c='' follow,f=false ignore-errors=false "
     "insecure-skip-tls-verify-backend=false limit-bytes=0 max-log-requests=5 "
     "pod-running-timeout=20s prefix=false previous,p=false selector,l='' since=0s "
     "since-time='' tail=-1 timestamps=false"},
    {"patch", "(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]",
     "%p %f dry-run='none' field-manager='kubectl-patch' local=false patch,p='' "
     "patch-file='' record=false type='strategic'"},
    {"plugin", "[flags]", ""},
    {"plugin list", "[flags]", "name-only=false"},
    {"port-forward",
     "TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]",
     "address=[localhost] pod-running-timeout=1m0s"},
    {"proxy", "[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]",
     "accept-hosts='^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$' accept-paths='^.*' "
     "address='127.0.0.1' api-prefix='/' disable-filter=false keepalive=0s port,p=8001 "
     "reject-methods='^$' reject-paths='^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' "
     "unix-socket,u='' www,w='' www-prefix,P='/static/'"},
    {"replace", "-f FILENAME",
     "%p %f cascade='background' dry-run='none' field-manager='kubectl-replace' "
     "force=false grace-period=-1 raw='' save-config=false timeout=0s validate=true "
     "wait=false"},
    {"rollout", "SUBCOMMAND", ""},
    {"rollout history", "(TYPE NAME | TYPE/NAME) [flags]", "%p %f revision=0"},
    {"rollout pause", "RESOURCE", "%p %f field-manager='kubectl-rollout'"},
    {"rollout restart", "RESOURCE", "%p %f field-manager='kubectl-rollout'"},
    {"rollout resume", "RESOURCE", "%p %f field-manager='kubectl-rollout'"},
    {"rollout status", "(TYPE NAME | TYPE/NAME) [flags]", "%f revision=0 timeout=0s watch,w=true"},
    {"rollout undo", "(TYPE NAME | TYPE/NAME) [flags]", "%p %f dry-run='none' to-revision=0"},
    {"run",
     "NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] "
     "[--overrides=inline-json] [--command] -- [COMMAND] [args...]",
     "%p %f annotations=[[ attach=false cascade='background' command=false dry-run='none' "
     "env=[[ expose=false field-manager='kubectl-run' force=false grace-period=-1 "
     "hostport=-1 image='' image-pull-policy='' labels,l='' leave-stdin-open=false "
     "limits='' overrides='' pod-running-timeout=1m0s port='' privileged=false "
     "quiet=false record=false requests='' restart='Always' rm=false save-config=false "
     "serviceaccount='' stdin,i=false timeout=0s tty,t=false wait=false !generator='' "
     "!schedule='' !replicas=1"},
    {"scale",
     "[--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f "
     "FILENAME | TYPE NAME)",
     "%p %f all=false current-replicas=-1 dry-run='none' record=false replicas=0 "
     "resource-version='' selector,l='' timeout=0s"},
    {"set", "SUBCOMMAND", ""},
    {"set env", "RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N",
     "%p %f all=false containers,c='*' dry-run='none' env,e=[[ "
     "field-manager='kubectl-set' from='' keys=[] list=false local=false overwrite=true "
     "prefix='' resolve=false selector,l=''"},
    {"set image",
     "(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... "
     "CONTAINER_NAME_N=CONTAINER_IMAGE_N",
     "%p %f all=false dry-run='none' field-manager='kubectl-set' local=false record=false "
     "selector,l=''"},
    {"set resources", "(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]",
     "%p %f all=false containers,c='*' dry-run='none' field-manager='kubectl-set' "
     "limits='' local=false record=false requests='' selector,l=''"},
    {"set selector", "(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]",
     "%p all=false dry-run='none' field-manager='kubectl-set' filename,f=[] local=false "
     "record=false recursive,R=true resource-version=''"},
    {"set serviceaccount", "(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT",
     "%p %f all=false dry-run='none' field-manager='kubectl-set' local=false record=false"},
    {"set subject",
     "(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] "
     "[--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]",
     "%p %f all=false dry-run='none' field-manager='kubectl-set' group=[[ local=false "
     "selector,l='' serviceaccount=[["},
    {"taint", "NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N",
     "%p all=false dry-run='none' field-manager='kubectl-taint' overwrite=false "
     "selector,l='' validate=true"},
    {"top", "[flags]", ""},
    {"top node", "[NAME | -l label]", "no-headers=false selector,l='' sort-by=''"},
    {"top pod", "[NAME | -l label]",
     "all-namespaces,A=false containers=false no-headers=false selector,l='' sort-by=''"},
    {"uncordon", "NODE", "dry-run='none' selector,l=''"},
    {"version", "[flags]", "client=false output,o='' short=false"},
    {"wait",
     "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | "
     "--all)]) [--for=delete|--for condition=available]",
     "%p all=false all-namespaces,A=false field-selector='' filename,f=[] for='' "
     "local=false recursive,R=true selector,l='' timeout=30s"},
};
const std::size_t command_table_size = sizeof command_table / sizeof *command_table;

const char* const global_flags =
    "add-dir-header=false alsologtostderr=false as='' as-group=[[ "
    "cache-dir='/root/.kube/cache' certificate-authority='' client-certificate='' "
    "client-key='' cluster='' context='' insecure-skip-tls-verify=false kubeconfig='' "
    "log-backtrace-at='' log-dir='' log-file='' log-file-max-size=1800 "
    "log-flush-frequency=5s logtostderr=true match-server-version=false namespace,n='' "
    "one-output=false password='' profile='none' profile-output='profile.pprof' "
    "request-timeout='0' server,s='' skip-headers=false skip-log-headers=false "
    "stderrthreshold=2 tls-server-name='' token='' user='' username='' v,v=0 vmodule='' "
    "warnings-as-errors=false";

}  // namespace podfall::kube
