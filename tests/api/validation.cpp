// Errors of the API server's and kubectl's validation, word for word (mostly from recordings).
#include "core/api/rules/validation.h"

#include "core/api/objects/batch.h"
#include "core/api/objects/policy.h"
#include "core/api/objects/service.h"
#include "core/api/objects/workload.h"
#include "core/api/rules/cron_schedule.h"
#include "core/api/schema/schema.h"
#include "tests/api/fixture.h"

using namespace podfall;

template <class T>
static std::string refused(std::string_view yaml) {
    const auto object = object_of<T>(yaml);
    if (info(kind_of<T>).namespaced) object->metadata.namespace_ = "default";
    return validate(*object, nullptr, kind_of<T>).message;
}

template <class T>
static std::string update_refused(std::string_view before, std::string_view after) {
    const auto previous = object_of<T>(before), next = object_of<T>(after);
    previous->metadata.namespace_ = next->metadata.namespace_ = "default";
    next->metadata.resource_version = 1;
    return validate(*next, previous.get(), kind_of<T>).message;
}

static const std::string pod_of_one =
    "metadata: {name: p}\nspec: {containers: [{name: a, image: b}]}";

TEST_CASE("good objects pass") {
    CHECK(refused<Pod>(pod_of_one) == "");
    CHECK(refused<Deployment>(
              "metadata: {name: d}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: "
              "{labels: {app: a}}, spec: {containers: [{name: a, image: b}]}}}") == "");
    CHECK(refused<Service>("metadata: {name: s}\nspec: {ports: [{port: 80}]}") == "");
}

TEST_CASE("a pod's name and image") {
    CHECK(refused<Pod>("metadata: {name: Bad_Name}\nspec: {containers: [{name: a}]}") ==
          "Pod \"Bad_Name\" is invalid: [metadata.name: Invalid value: \"Bad_Name\": a lowercase "
          "RFC 1123 "
          "subdomain must consist of lower case alphanumeric characters, '-' or '.', and must "
          "start and end with "
          "an alphanumeric character (e.g. 'example.com', regex used for validation is "
          "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), "
          "spec.containers[0].image: "
          "Required value]");
}

TEST_CASE("labels must fit the selector, and the selector stays") {
    CHECK(
        refused<Deployment>(
            "metadata: {name: mis}\nspec: {selector: {matchLabels: {app: a}}, template: {metadata: "
            "{labels: {app: b}}, spec: {containers: [{name: nginx, image: nginx}]}}}") ==
        "Deployment.apps \"mis\" is invalid: spec.template.metadata.labels: Invalid value: "
        "map[string]string{\"app\":\"b\"}: `selector` does not match template `labels`");
    const auto shop = [](const std::string& app) {
        return "metadata: {name: shop}\nspec: {selector: {matchLabels: {app: " + app +
               "}}, template: {metadata: {labels: {app: " + app +
               "}}, spec: {containers: [{name: c, image: i}]}}}";
    };
    CHECK(update_refused<Deployment>(shop("shop"), shop("other")) ==
          "Deployment.apps \"shop\" is invalid: spec.selector: Invalid value: "
          "v1.LabelSelector{MatchLabels:map[string]string{\"app\":\"other\"}, "
          "MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable");
}

TEST_CASE("rules of a pod") {
    CHECK(refused<Pod>("metadata: {name: p}\nspec: {restartPolicy: Sometimes, containers: [{name: "
                       "a, image: b}]}") ==
          "Pod \"p\" is invalid: spec.restartPolicy: Unsupported value: \"Sometimes\": supported "
          "values: "
          "\"Always\", \"OnFailure\", \"Never\"");
    CHECK(refused<Pod>("metadata: {name: p}\nspec: {containers: [{name: a, image: b}, {name: a, "
                       "image: c}]}") ==
          "Pod \"p\" is invalid: spec.containers[1].name: Duplicate value: \"a\"");
    CHECK(
        refused<Pod>(
            "metadata: {name: p}\nspec: {containers: [{name: a, image: b, volumeMounts: [{name: v, "
            "mountPath: /x}]}]}") ==
        "Pod \"p\" is invalid: spec.containers[0].volumeMounts[0].name: Not found: \"v\"");
    CHECK(refused<Pod>("metadata: {name: p}\nspec: {containers: [{name: a, image: b, resources: "
                       "{requests: {cpu: 2}, "
                       "limits: {cpu: 1}}}]}") ==
          "Pod \"p\" is invalid: spec.containers[0].resources.requests: Invalid value: \"2\": must "
          "be less than or "
          "equal to cpu limit");
    CHECK(
        refused<Pod>(
            "metadata: {name: p}\nspec: {containers: [{name: a, image: b, ports: [{containerPort: "
            "70000}]}]}") ==
        "Pod \"p\" is invalid: spec.containers[0].ports[0].containerPort: Invalid value: 70000: "
        "must be between 1 "
        "and 65535, inclusive");
}

TEST_CASE("only a few fields of a pod may change") {
    CHECK(update_refused<Pod>(
              pod_of_one, "metadata: {name: p}\nspec: {containers: [{name: a, image: c}]}") == "");
    CHECK(update_refused<Pod>(
              pod_of_one,
              "metadata: {name: p}\nspec: {containers: [{name: a, image: b}, {name: c, "
              "image: d}]}") ==
          "Pod \"p\" is invalid: spec.containers: Forbidden: pod updates may not add or remove "
          "containers");
    const std::string renamed = update_refused<Pod>(
        pod_of_one, "metadata: {name: p}\nspec: {containers: [{name: z, image: b}]}");
    CHECK(renamed.find(
              "Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than "
              "`spec.containers[*].image`, `spec.initContainers[*].image`, "
              "`spec.activeDeadlineSeconds` or `spec.tolerations` (only additions to existing "
              "tolerations)\n") == 0);
}

TEST_CASE("rules of services") {
    CHECK(refused<Service>("metadata: {name: 1s}\nspec: {ports: [{port: 80}]}")
              .find("a DNS-1035 label must") != std::string::npos);
    CHECK(refused<Service>("metadata: {name: s}\nspec: {selector: {a: b}}") ==
          "Service \"s\" is invalid: spec.ports: Required value");
    CHECK(refused<Service>("metadata: {name: s}\nspec: {ports: [{port: 80}, {port: 81}]}") ==
          "Service \"s\" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: "
          "Required value]");
}

TEST_CASE("rules of workloads") {
    CHECK(refused<Deployment>(
              "metadata: {name: d}\nspec: {selector: {matchLabels: {a: b}}, strategy: "
              "{rollingUpdate: "
              "{maxSurge: 0, maxUnavailable: 0}}, template: {metadata: {labels: {a: b}}, spec: "
              "{containers: [{name: a, image: b}]}}}") ==
          "Deployment.apps \"d\" is invalid: spec.strategy.rollingUpdate.maxUnavailable: Invalid "
          "value: "
          "intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}: may not be 0 when `maxSurge` is 0");
    CHECK(update_refused<StatefulSet>("metadata: {name: s}\nspec: {serviceName: a}",
                                      "metadata: {name: s}\nspec: {serviceName: b}") ==
          "StatefulSet.apps \"s\" is invalid: spec: Forbidden: updates to statefulset spec for "
          "fields other than "
          "'replicas', 'template', and 'updateStrategy' are forbidden");
    CHECK(refused<Job>("metadata: {name: j, uid: u}\nspec: {selector: {matchLabels: "
                       "{controller-uid: u}}, template: "
                       "{metadata: {labels: {controller-uid: u, job-name: j}}, spec: {containers: "
                       "[{name: a, image: "
                       "b}]}}}") ==
          "Job.batch \"j\" is invalid: spec.template.spec.restartPolicy: Required value: valid "
          "values: "
          "\"OnFailure\", \"Never\"");
}

TEST_CASE("the Status lists every cause") {
    auto pod = object_of<Pod>("metadata: {name: p}\nspec: {containers: [{name: a}]}");
    pod->metadata.namespace_ = "default";
    const Status status = validate(*pod, nullptr, Kind::pod);
    CHECK(status.code == 422);
    CHECK(status.reason == "Invalid");
    CHECK(status.details ==
          "{\"causes\":[{\"field\":\"spec.containers[0].image\",\"message\":\"Required value\","
          "\"reason\":\"FieldValueRequired\"}],\"kind\":\"Pod\",\"name\":\"p\"}");
}

static std::vector<std::string> problems(std::string_view yaml) {
    return schema_problems(json_of(yaml));
}

TEST_CASE("the schema finds unknown, missing and wrong fields") {
    using Texts = std::vector<std::string>;
    CHECK(
        problems(
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containerz: [{name: a}]}}") ==
        Texts{
            "ValidationError(Pod.spec): unknown field \"containerz\" in io.k8s.api.core.v1.PodSpec",
            "ValidationError(Pod.spec): missing required field \"containers\" in "
            "io.k8s.api.core.v1.PodSpec"});
    CHECK(problems("{apiVersion: v1, kind: Pod, spec: {containers: [{name: a, ports: "
                   "[{containerPort: '80'}]}]}}") ==
          Texts{"ValidationError(Pod.spec.containers[0].ports[0].containerPort): invalid type for "
                "io.k8s.api.core.v1.ContainerPort.containerPort: got \"string\", expected "
                "\"integer\""});
    CHECK(problems("{apiVersion: v1, kind: Pod, metadata: {labels: [a]}, spec: {containers: {name: "
                   "a}}}") == Texts{"ValidationError(Pod.metadata.labels): invalid type for "
                                    "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta.labels: got "
                                    "\"array\", expected \"map\"",
                                    "ValidationError(Pod.spec.containers): invalid type for "
                                    "io.k8s.api.core.v1.PodSpec.containers: got "
                                    "\"map\", expected \"array\""});
    CHECK(problems("{kind: Pod}") == Texts{"apiVersion not set"});
    CHECK(problems("{apiVersion: v1, kind: Podd, x: 1}").empty());
    CHECK(problems("{apiVersion: apps/v1, kind: Deployment, spec: {selector: {}, template: {spec: "
                   "{containers: [{name: "
                   "a, image: 5}]}}}}")
              .empty());
}

TEST_CASE("explain knows paths, types and what is required") {
    const Explained spec = explain(info(Kind::pod), {"spec"});
    CHECK(spec.found);
    CHECK(spec.type == "<Object>");
    CHECK(!spec.field_description.empty());
    for (const ExplainedField& f : spec.fields) {
        if (f.name == "containers") CHECK((f.type == "<[]Object>" && f.required));
        if (f.name == "nodeSelector") CHECK(f.type == "<map[string]string>");
        if (f.name == "hostNetwork") CHECK(f.type == "<boolean>");
        if (f.name == "terminationGracePeriodSeconds") CHECK(f.type == "<integer>");
    }
    CHECK(explain(info(Kind::pod), {"spec", "containers", "ports", "containerPort"}).type ==
          "<integer>");
    CHECK(explain(info(Kind::pod), {"spec", "volumes", "hostPath", "path"}).found);
    CHECK(explain(info(Kind::pod), {"spec", "nope"}).missing == "nope");
}

TEST_CASE("cron schedules") {
    CronSchedule s;
    std::string error;
    const Time t = from_civil(2026, 11, 24, 0, 44, 47);
    CHECK(parse_cron("*/5 * * * *", s, error));
    CHECK(next_run(s, t) == from_civil(2026, 11, 24, 0, 45));
    CHECK(next_run(s, from_civil(2026, 11, 24, 0, 45)) == from_civil(2026, 11, 24, 0, 50));
    CHECK(parse_cron("0 0 1 1 *", s, error));
    CHECK(next_run(s, t) == from_civil(2027, 1, 1));
    CHECK(parse_cron("30 4 * * sun", s, error));
    CHECK(next_run(s, t) == from_civil(2026, 11, 29, 4, 30));
    CHECK(parse_cron("@every 90s", s, error));
    CHECK(next_run(s, t) == t + seconds(90));
    CHECK(!parse_cron("* * * *", s, error));
    CHECK(error == "Expected exactly 5 fields, found 4: * * * *");
    CHECK(!parse_cron("61 * * * *", s, error));
    CHECK(error == "End of range (61) above maximum (59): 61");
}

TEST_CASE("a refused pod update shows the difference as go-cmp reports it") {
    const std::string volumes =
        "volumes: [{name: default-token-7xjhn, secret: {secretName: default-token-7xjhn}}]";
    const std::string after =
        "metadata: {name: edit-me}\nspec: {" + volumes + ", containers: [{name: b, image: nginx}]}";
    const std::string before = "metadata: {name: edit-me}\nspec: {" + volumes +
                               ", containers: [{name: a, image: nginx, volumeMounts: [{name: "
                               "default-token-7xjhn, readOnly: true, mountPath: "
                               "/var/run/secrets/kubernetes.io/serviceaccount}]}]}";
    const std::string message = update_refused<Pod>(before, after);
    const char* recorded =
        "  core.PodSpec{\n"
        "  \tVolumes:        {{Name: \"default-token-7xjhn\", VolumeSource: {Secret: &{SecretName: "
        "\"default-token-7xjhn\", DefaultMode: &420}}}},\n"
        "  \tInitContainers: nil,\n"
        "  \tContainers: []core.Container{\n"
        "  \t\t{\n"
        "- \t\t\tName:    \"b\",\n"
        "+ \t\t\tName:    \"a\",\n"
        "  \t\t\tImage:   \"nginx\",\n"
        "  \t\t\tCommand: nil,\n"
        "  \t\t\t... // 4 identical fields\n"
        "  \t\t\tEnv:          nil,\n"
        "  \t\t\tResources:    {},\n"
        "- \t\t\tVolumeMounts: nil,\n"
        "+ \t\t\tVolumeMounts: []core.VolumeMount{\n"
        "+ \t\t\t\t{\n"
        "+ \t\t\t\t\tName:      \"default-token-7xjhn\",\n"
        "+ \t\t\t\t\tReadOnly:  true,\n"
        "+ \t\t\t\t\tMountPath: \"/var/run/secrets/kubernetes.io/serviceaccount\",\n"
        "+ \t\t\t\t},\n"
        "+ \t\t\t},\n"
        "  \t\t\tVolumeDevices: nil,\n"
        "  \t\t\tLivenessProbe: nil,\n"
        "  \t\t\t... // 10 identical fields\n"
        "  \t\t},\n"
        "  \t},\n"
        "  \tEphemeralContainers: nil,\n"
        "  \tRestartPolicy:       \"Always\",\n"
        "  \t... // 25 identical fields\n"
        "  }\n";
    const std::size_t at = message.find('\n');
    REQUIRE(at != std::string::npos);
    CHECK(message.substr(at + 1) == recorded);
}
