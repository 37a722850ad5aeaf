#include "shell/glossary.h"

#include <algorithm>

namespace podfall {

namespace {

constexpr Term terms[] = {
    {"CoreDNS", {"CoreDNS|coredns|kube-dns", "CoreDNS|coredns|kube-dns"},
     {"클러스터 안의 이름을 IP로 풀어 주는 DNS 서버입니다. 파드로 돌고, kube-dns라는 서비스로 불립니다.",
      "The DNS server that turns names inside the cluster into IPs. It runs in pods and is called by the service kube-dns."}},
    {"DaemonSet", {"데몬셋", "DaemonSet|daemonset"},
     {"노드마다 파드를 하나씩 두는 오브젝트입니다. 네트워크나 로그처럼 노드마다 필요한 일에 씁니다.",
      "An object that keeps one pod on every node, for what each node needs: network, logs."}},
    {"Deployment", {"디플로이먼트", "Deployment|deployment"},
     {"같은 파드를 몇 개 둘지 적어 두는 오브젝트입니다. 직접 파드를 만들지 않고 레플리카셋에 맡깁니다.",
      "Says how many alike pods there shall be. It makes none itself; it keeps a ReplicaSet for that."}},
    {"drain", {"drain", "drain"},
     {"노드를 비우는 명령입니다. 새 파드를 막고, 있던 파드를 다른 노드로 옮겨 가게 합니다.",
      "Empties a node: no new pods, and those there leave for other nodes."}},
    {"Endpoints", {"엔드포인트", "endpoint|Endpoints|endpoints"},
     {"서비스로 온 요청을 받을 파드들의 IP 목록입니다. Ready인 파드만 들어갑니다.",
      "The IPs of the pods that a service sends requests to. Only pods that are Ready are in it."}},
    {"etcd", {"etcd", "etcd"},
     {"클러스터의 모든 오브젝트가 기록되는 데이터베이스입니다. API 서버만 직접 읽고 씁니다.",
      "The database that every object is written in. Only the API server reads and writes it."}},
    {"eviction", {"퇴거", "eviction|evicted|evict"},
     {"고장 난 노드의 파드에 삭제 표시를 해서 다른 노드에 다시 만들어지게 하는 일입니다.",
      "Marking the pods of a failed node for deletion, so that they are made again elsewhere."}},
    {"heartbeat", {"하트비트", "heartbeat"},
     {"kubelet이 10초마다 리스를 갱신해 살아 있음을 알리는 일입니다.",
      "The kubelet renews its lease every 10 seconds: a sign of life."}},
    {"kube-proxy", {"kube-proxy", "kube-proxy"},
     {"노드마다 돌면서 서비스 IP로 온 패킷을 파드로 보내는 iptables 규칙을 적어 둡니다.",
      "Runs on every node and writes the iptables rules that send a service's packets on to pods."}},
    {"kubelet", {"kubelet", "kubelet"},
     {"노드마다 하나씩 도는 systemd 서비스입니다. 배정된 파드를 런타임에 시켜 띄우고 상태를 보고합니다.",
      "A systemd service on every node. It has the runtime start the node's pods, and reports on them."}},
    {"lease", {"리스|lease", "lease|Lease|leases"},
     {"누가 언제 마지막으로 소식을 전했는지 적는 작은 오브젝트입니다.",
      "A small object that says who was last heard, and when."}},
    {"manifest", {"매니페스트", "manifest"},
     {"오브젝트가 어떤 모습이어야 하는지 적은 YAML 파일입니다.",
      "A YAML file that says what an object shall look like."}},
    {"mirror pod", {"미러", "mirror"},
     {"스태틱 파드를 kubectl로 볼 수 있게 kubelet이 API 서버에 올려 둔 그림자입니다. 지워도 원본은 돕니다.",
      "The shadow of a static pod that its kubelet puts into the API server. Deleting it stops nothing."}},
    {"namespace", {"네임스페이스", "namespace"},
     {"오브젝트를 나누어 담는 이름 공간입니다. 따로 말하지 않으면 default입니다.",
      "A space of names that objects are sorted into. Unless told otherwise it is default."}},
    {"NotReady", {"NotReady", "NotReady"},
     {"노드의 Ready 조건이 True가 아닙니다. kubelet이 나쁘다고 보고했거나(False), 소식이 끊겼습니다(Unknown).",
      "The node's Ready condition is not True: its kubelet said so (False) or is not heard (Unknown)."}},
    {"Pending", {"Pending", "Pending"},
     {"받아들여졌지만 아직 돌지 않는 파드입니다. 노드를 못 찾았거나, 컨테이너를 만드는 중입니다.",
      "Accepted but not running yet: no node was found, or its containers are being made."}},
    {"ReplicaSet", {"레플리카셋", "ReplicaSet|replicaset"},
     {"라벨이 맞는 파드의 수를 세어, 모자라면 만들고 남으면 지웁니다.",
      "Counts the pods with its labels; makes what is missing and deletes what is too many."}},
    {"scheduler", {"스케줄러|kube-scheduler", "scheduler|kube-scheduler"},
     {"노드가 정해지지 않은 파드에 노드 이름을 적어 줍니다. 띄우는 것은 그 노드의 kubelet입니다.",
      "Writes a node's name into a pod that has none. Starting it is that node's kubelet's work."}},
    {"static pod", {"스태틱", "static"},
     {"API 서버가 아니라 노드의 폴더(/etc/kubernetes/manifests)에 적혀 있는 파드입니다. kubelet이 바로 띄웁니다.",
      "A pod that is written in a folder of the node (/etc/kubernetes/manifests), not in the API server. The kubelet runs it directly."}},
    {"taint", {"테인트", "taint"},
     {"노드에 붙여 파드를 막는 표시입니다. NoSchedule은 새 파드를 막고, NoExecute는 있던 파드도 내보냅니다.",
      "A mark on a node that keeps pods away: NoSchedule new ones, NoExecute also those that run."}},
    {"Terminating", {"Terminating", "Terminating"},
     {"삭제 표시가 된 파드입니다. 그 노드의 kubelet이 컨테이너를 끝냈다고 확인해야 사라집니다.",
      "Marked for deletion. It goes when its node's kubelet says that the containers have ended."}},
    {"toleration", {"톨러레이션", "toleration|tolerates|tolerate"},
     {"파드가 어떤 테인트를 견딘다는 표시입니다. 얼마 동안 견딜지도 적을 수 있습니다.",
      "Says that a pod bears a taint, and perhaps for how long."}},
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// What may follow a name in the same word: a plural, a particle, a full stop.
bool may_follow(std::string_view rest) {
    if (!rest.empty() && rest[0] == 's') rest.remove_prefix(1);
    return rest.empty() || (!is_letter(rest[0]) && rest[0] != '-' && rest[0] != '/' && rest[0] != '_');
}

bool is_called(std::string_view word, std::string_view names) {
    while (!names.empty()) {
        const std::string_view name = names.substr(0, names.find('|'));
        if (word.starts_with(name) && may_follow(word.substr(name.size()))) return true;
        names.remove_prefix(std::min(names.size(), name.size() + 1));
    }
    return false;
}

}  // namespace

const Term* find_term(std::string_view word, Language language) {
    while (!word.empty() && (word[0] == '(' || word[0] == '"')) word.remove_prefix(1);
    for (const Term& term : terms)
        if (is_called(word, term.names[static_cast<int>(language)])) return &term;
    return nullptr;
}

std::vector<const Term*> all_terms() {
    std::vector<const Term*> out;
    for (const Term& term : terms) out.push_back(&term);
    return out;
}

}  // namespace podfall
